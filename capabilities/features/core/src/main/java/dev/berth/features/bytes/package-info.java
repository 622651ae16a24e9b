/// Values of stored rows in [dev.berth.core.bytes].
@NullMarked
package dev.berth.features.bytes;

import org.jspecify.annotations.NullMarked;
