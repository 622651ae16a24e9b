package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The class with the greatest score, along the last axis; the first of several. NaN ranks below
/// all numbers.
///
/// ```yaml
/// - step: arg-max
///   from: probabilities    # [N, classes]
///   labels: [cat, dog]     # or an artifact, or {metadata: KEY}; left out: the class as int64
///   into: label            # [N]
/// ```
public final class ArgMaxFactory implements StepFactory {

    @Override
    public String kind() {
        return "arg-max";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return ArgMaxStep.create(options, context);
    }
}
