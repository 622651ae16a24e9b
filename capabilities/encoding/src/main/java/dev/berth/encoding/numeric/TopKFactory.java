package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The `k` greatest scores along the last axis, the greatest first, of equal ones the first first.
/// NaN ranks below all numbers.
///
/// ```yaml
/// - step: top-k
///   from: probabilities    # [N, classes]
///   k: 5                   # at most as many as there are classes
///   labels: labels         # an artifact, one name a line; or a list, or {metadata: KEY}
///   into: {labels: labels, scores: scores}   # [N, k] each
/// ```
///
/// Without `labels`, the tensor of labels has the classes as int64.
public final class TopKFactory implements StepFactory {

    @Override
    public String kind() {
        return "top-k";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return TopKStep.create(options, context);
    }
}
