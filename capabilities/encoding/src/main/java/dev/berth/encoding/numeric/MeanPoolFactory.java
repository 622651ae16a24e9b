package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The mean of the vectors of a sequence, those of padding left out.
///
/// The mask may be shorter than the sequence of vectors, where padding was added for a batch; what
/// lies beyond its end is padding. A sequence of padding alone has a mean of zeros.
///
/// ```yaml
/// - step: mean-pool
///   from: last_hidden_state  # [N, sequence, width]
///   mask: attention_mask     # [N, sequence], 0 for padding
///   into: pooled             # [N, width]
/// ```
public final class MeanPoolFactory implements StepFactory {

    @Override
    public String kind() {
        return "mean-pool";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return MeanPoolStep.create(options, context);
    }
}
