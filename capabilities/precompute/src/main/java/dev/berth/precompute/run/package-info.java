/// Runs that compute answers ahead and publish them.
@NullMarked
package dev.berth.precompute.run;

import org.jspecify.annotations.NullMarked;
