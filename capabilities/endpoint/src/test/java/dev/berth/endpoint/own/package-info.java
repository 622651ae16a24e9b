/// A step of one's own, as docs/guides/package.md shows it.
@NullMarked
package dev.berth.endpoint.own;

import org.jspecify.annotations.NullMarked;
