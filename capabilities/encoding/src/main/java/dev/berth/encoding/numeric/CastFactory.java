package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The same values as another element type.
///
/// ```yaml
/// - step: cast
///   from: age              # numbers, booleans or strings
///   type: float32
///   into: x
/// ```
///
/// Numbers become whole by dropping their fraction and stop at the ends of the new type's range;
/// strings are read as decimal numbers, `true` or `false`, and written so.
public final class CastFactory implements StepFactory {

    @Override
    public String kind() {
        return "cast";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return CastStep.create(options, context);
    }
}
