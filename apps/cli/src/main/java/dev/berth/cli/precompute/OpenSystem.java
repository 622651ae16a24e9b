package dev.berth.cli.precompute;

import dev.berth.cli.console.Progress;
import dev.berth.cli.console.Terminal;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.cli.target.PredictionTarget;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.lifecycle.LoadPolicy;
import java.nio.file.Path;

/// System of a command, opened in this process.
final class OpenSystem {
    private OpenSystem() {}

    /// With the models of an endpoint.
    static LocalTarget withModels(Terminal terminal, String place, EndpointName endpoint) {
        try (var progress = Progress.of(terminal, "opening " + place)) {
            return LocalTarget.openFor(
                    ModelChoice.parse(endpoint.value()),
                    directory(place),
                    ServingOptions.defaults().withTransferProgress(progress::transferred));
        }
    }

    /// Without loading a model.
    static LocalTarget withoutModels(String place) {
        return LocalTarget.open(
                directory(place), ServingOptions.defaults().withLoadPolicy(LoadPolicy.ON_DEMAND));
    }

    private static Path directory(String place) {
        if (place.startsWith("http://") || place.startsWith("https://")) {
            throw new ProblemException(
                    ProblemCode.PRECOMPUTE_INVALID,
                    "the address " + place + " (expected: a system's directory)",
                    "run the command where the directory is: servers find the snapshot in it");
        }
        return PredictionTarget.requireDirectory(place);
    }
}
