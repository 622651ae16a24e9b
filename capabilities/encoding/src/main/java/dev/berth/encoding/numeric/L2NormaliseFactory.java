package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Vectors of length 1 in the same direction, so that a dot product is a cosine. A zero vector
/// stays zero.
///
/// ```yaml
/// - step: l2-normalize
///   from: pooled
///   into: embedding
/// ```
public final class L2NormaliseFactory implements StepFactory {

    @Override
    public String kind() {
        return "l2-normalize";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return VectorStep.create(options, context, VectorFunction::l2Normalise);
    }
}
