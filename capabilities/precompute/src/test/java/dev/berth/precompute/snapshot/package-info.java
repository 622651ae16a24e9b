@NullMarked
package dev.berth.precompute.snapshot;

import org.jspecify.annotations.NullMarked;
