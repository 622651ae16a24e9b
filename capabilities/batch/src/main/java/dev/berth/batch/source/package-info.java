/// Sources of jobs that are no files.
///
/// Start reading at [dev.berth.batch.source.CopiedSource].
@NullMarked
package dev.berth.batch.source;

import org.jspecify.annotations.NullMarked;
