@NullMarked
package dev.berth.precompute;

import org.jspecify.annotations.NullMarked;
