/// Benchmark of images: the time from `podman run` to the first prediction beside that of a
/// process, and memory under load at several limits.
///
/// [dev.berth.benchmarks.container.Containers] is the command.
@NullMarked
package dev.berth.benchmarks.container;

import org.jspecify.annotations.NullMarked;
