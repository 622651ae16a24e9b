/// Compact bytes of what is stored online: the same content always has the same bytes.
@NullMarked
package dev.berth.features.bytes;

import org.jspecify.annotations.NullMarked;
