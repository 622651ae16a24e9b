/// Training run of the AOT cache: requests of every kind that clients send.
///
/// [dev.berth.cli.aot.TrainingRun] is where to start.
@NullMarked
package dev.berth.cli.aot;

import org.jspecify.annotations.NullMarked;
