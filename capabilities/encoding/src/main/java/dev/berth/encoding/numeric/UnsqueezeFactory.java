package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The same elements of each record with one more dimension, of size 1, before the others; without
/// a copy. For a model that takes batches in a package that takes one record at a time.
///
/// ```yaml
/// - step: unsqueeze
///   from: pixels           # [3, height, width]
///   into: x                # [1, 3, height, width]
/// ```
public final class UnsqueezeFactory implements StepFactory {

    @Override
    public String kind() {
        return "unsqueeze";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return UnsqueezeStep.create(options, context);
    }
}
