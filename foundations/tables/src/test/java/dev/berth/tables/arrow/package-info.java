/// Tests of files of Arrow.
@NullMarked
package dev.berth.tables.arrow;

import org.jspecify.annotations.NullMarked;
