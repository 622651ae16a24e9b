package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The same tensor under another name, without a copy.
///
/// ```yaml
/// - step: rename
///   from: dense_2
///   into: score
/// ```
public final class RenameFactory implements StepFactory {

    @Override
    public String kind() {
        return "rename";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return RenameStep.create(options);
    }
}
