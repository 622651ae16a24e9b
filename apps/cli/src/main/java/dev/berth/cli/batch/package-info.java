/// Command `berth batch`.
@NullMarked
package dev.berth.cli.batch;

import org.jspecify.annotations.NullMarked;
