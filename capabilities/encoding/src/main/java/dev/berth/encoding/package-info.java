/// Encoders and decoders: the steps between a caller's record and an engine's tensors.
///
/// A [dev.berth.encoding.Step] reads named tensors and puts further ones; a
/// [dev.berth.encoding.Pipeline] is a checked sequence of them. Built-in steps live in a package
/// per subject (`text`, `image`, `region`, `table`, `expression`, `numeric`); one's own implement
/// [dev.berth.encoding.StepFactory] and are found by `java.util.ServiceLoader`. Start reading at
/// `Pipeline`. Deliberately absent: where the tensors come from and go to.
@NullMarked
package dev.berth.encoding;

import org.jspecify.annotations.NullMarked;
