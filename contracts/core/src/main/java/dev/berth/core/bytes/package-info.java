/// Compact binary encoding: equal content always has equal bytes.
@NullMarked
package dev.berth.core.bytes;

import org.jspecify.annotations.NullMarked;
