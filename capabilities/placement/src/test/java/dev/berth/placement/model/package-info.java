/// Tests of the package of the same name.
@NullMarked
package dev.berth.placement.model;

import org.jspecify.annotations.NullMarked;
