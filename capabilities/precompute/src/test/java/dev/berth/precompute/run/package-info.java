@NullMarked
package dev.berth.precompute.run;

import org.jspecify.annotations.NullMarked;
