/// A step of one's own, as docs/guides/endpoints.md calls it.
@NullMarked
package dev.berth.endpoint.own;

import org.jspecify.annotations.NullMarked;
