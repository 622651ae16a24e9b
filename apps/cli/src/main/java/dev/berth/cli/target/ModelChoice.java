package dev.berth.cli.target;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import java.util.Optional;

/// Model named on a command line: `name` or `name@version`.
///
/// @param version empty for the latest that is ready
public record ModelChoice(ModelName name, Optional<ModelVersion> version) {

    /// Reads `name` or `name@version`.
    ///
    /// @throws dev.berth.core.ProblemException `name-invalid`
    public static ModelChoice parse(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new ModelChoice(ModelName.of(text), Optional.empty())
                : new ModelChoice(
                        ModelName.of(text.substring(0, at)),
                        Optional.of(ModelVersion.of(text.substring(at + 1))));
    }

    @Override
    public String toString() {
        return name + version.map(v -> "@" + v).orElse("");
    }
}
