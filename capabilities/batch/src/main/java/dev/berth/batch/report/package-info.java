/// Report of a finished job.
@NullMarked
package dev.berth.batch.report;

import org.jspecify.annotations.NullMarked;
