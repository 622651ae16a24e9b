/// Tests of files of Arrow.
@NullMarked
package dev.berth.features.arrow;

import org.jspecify.annotations.NullMarked;
