/// Tests of the package of the same name.
@NullMarked
package dev.berth.placement.part;

import org.jspecify.annotations.NullMarked;
