/// Binary codec of column values, based on [dev.berth.core.bytes].
@NullMarked
package dev.berth.features.bytes;

import org.jspecify.annotations.NullMarked;
