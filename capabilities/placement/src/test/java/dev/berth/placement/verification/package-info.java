/// Tests of the package of the same name.
@NullMarked
package dev.berth.placement.verification;

import org.jspecify.annotations.NullMarked;
