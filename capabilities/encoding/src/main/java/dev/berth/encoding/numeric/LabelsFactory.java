package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// Names in place of the whole numbers that a model gives as classes.
///
/// ```yaml
/// - step: labels
///   from: class            # whole numbers of any shape
///   labels: [cat, dog]     # or an artifact, or {metadata: KEY}
///   into: label            # strings of the same shape
/// ```
public final class LabelsFactory implements StepFactory {

    @Override
    public String kind() {
        return "labels";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return LabelsStep.create(options, context);
    }
}
