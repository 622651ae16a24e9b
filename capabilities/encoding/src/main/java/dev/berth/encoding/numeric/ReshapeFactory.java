package dev.berth.encoding.numeric;

import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;

/// The same elements of each record in another shape, without a copy.
///
/// ```yaml
/// - step: reshape
///   from: boxes            # [N, 8400, 4]
///   shape: [4, -1]         # of one record; -1 for what follows from the rest, once at most
///   into: x                # [N, 4, 8400]
/// ```
public final class ReshapeFactory implements StepFactory {

    @Override
    public String kind() {
        return "reshape";
    }

    @Override
    public Step create(Options options, StepContext context) {
        return ReshapeStep.create(options, context);
    }
}
