package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Probabilities from scores, along one axis. Only the last axis is offered.
///
/// ```yaml
/// - step: softmax
///   from: logits
///   into: probabilities
///   axis: last            # the default
/// ```
public final class SoftmaxFactory implements StepFactory {

    @Override
    public String kind() {
        return "softmax";
    }

    @Override
    public Step create(Options options, StepContext context) {
        String axis = options.text("axis", "last");
        if (!axis.equals("last")) {
            options.error("axis", "'" + axis + "'", "last");
        }
        return VectorStep.create(options, context, VectorFunction::softmax);
    }
}
