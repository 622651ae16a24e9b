/// Tests of the package of the same name.
@NullMarked
package dev.berth.placement.page;

import org.jspecify.annotations.NullMarked;
