package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The logistic function of each element.
///
/// ```yaml
/// - step: sigmoid
///   from: logits
///   into: probabilities
/// ```
public final class SigmoidFactory implements StepFactory {

    @Override
    public String kind() {
        return "sigmoid";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return VectorStep.create(options, context, VectorFunction::sigmoid);
    }
}
