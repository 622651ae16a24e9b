/// Tests of the package of the same name.
@NullMarked
package dev.berth.placement.search;

import org.jspecify.annotations.NullMarked;
