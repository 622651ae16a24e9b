/// Look-ups of precomputed answers in the process that serves.
@NullMarked
package dev.berth.precompute.serving;

import org.jspecify.annotations.NullMarked;
