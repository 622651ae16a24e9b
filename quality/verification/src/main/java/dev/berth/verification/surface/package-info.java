/// Comparison of the public surfaces of two checkouts: HTTP, gRPC, YAML keys, commands, metrics and
/// problem codes. [dev.berth.verification.surface.Surface] is the command. It reads files and runs
/// the checkout's own `berth`, so that it works for any version.
@NullMarked
package dev.berth.verification.surface;

import org.jspecify.annotations.NullMarked;
