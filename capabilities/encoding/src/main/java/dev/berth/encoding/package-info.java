/// Encoders and decoders: the steps between a caller's record and an engine's tensors.
///
/// A [dev.berth.encoding.Step] reads named tensors and adds further ones; a
/// [dev.berth.encoding.Pipeline] is a validated sequence of them. Built-in steps are in a package
/// per subject (`text`, `image`, `region`, `table`, `expression`, `numeric`); an application's own
/// implement [dev.berth.encoding.StepFactory] and are found by `java.util.ServiceLoader`. Start
/// reading at `Pipeline`. Without worker isolation `TokenizerFile` and `PatternCost` decide which
/// texts native code may be given (ADR 0050). Deliberately absent: where the tensors come from and
/// go to.
@NullMarked
package dev.berth.encoding;

import org.jspecify.annotations.NullMarked;
