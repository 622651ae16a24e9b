/// Compact binary encoding of stored rows: equal content always has equal bytes.
@NullMarked
package dev.berth.features.bytes;

import org.jspecify.annotations.NullMarked;
