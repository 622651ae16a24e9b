package dev.berth.benchmarks.stage;

import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.StepDescription;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Pipeline;
import dev.berth.encoding.StepFactories;
import dev.berth.encoding.StepResources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Pipelines of one step, from their description in a package.
final class Steps {
    static final Dimension BATCH = Dimension.dynamic("N");

    private Steps() {}

    static Pipeline compile(
            TensorPool pool,
            List<TensorSpec> available,
            Map<String, Path> artifacts,
            String kind,
            Map<String, Object> options) {
        var location = new SourceLocation(Path.of("model.yaml"), 1);
        return Pipeline.compile(
                        List.of(new StepDescription(kind, options, location)),
                        available,
                        new StepResources(artifacts, Map.of(), Optional.of(BATCH), pool),
                        StepFactories.load())
                .requirePipeline();
    }
}
