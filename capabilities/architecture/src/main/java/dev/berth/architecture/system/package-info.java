/// The graph of a system, put together from its descriptions.
@NullMarked
package dev.berth.architecture.system;

import org.jspecify.annotations.NullMarked;
