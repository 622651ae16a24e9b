/// Columns of the output, and the writer of a part.
@NullMarked
package dev.berth.batch.output;

import org.jspecify.annotations.NullMarked;
