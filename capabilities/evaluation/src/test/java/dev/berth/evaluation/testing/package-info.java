/// Recorded cases, read for the tests of all packages.
@NullMarked
package dev.berth.evaluation.testing;

import org.jspecify.annotations.NullMarked;
