/// Berth within an application: [Berth#open] and then [Berth#endpoint] or [Berth#model]. The whole
/// of serving runs here, without a network; the server is a thin shell over the same.
@NullMarked
package dev.berth;

import org.jspecify.annotations.NullMarked;
