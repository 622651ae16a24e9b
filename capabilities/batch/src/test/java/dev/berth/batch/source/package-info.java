/// Tests of sources that are no files.
@NullMarked
package dev.berth.batch.source;

import org.jspecify.annotations.NullMarked;
