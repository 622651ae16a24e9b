/// The command `berth bench`: load generation, measurement, profiles and plots.
///
/// Start reading at [dev.berth.cli.bench.Load].
@NullMarked
package dev.berth.cli.bench;

import org.jspecify.annotations.NullMarked;
