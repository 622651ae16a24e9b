package dev.berth.serving;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import java.util.Optional;

/// A system opened in this process: predictions without a server.
///
/// ```java
/// try (var berth = Berth.open(Path.of("examples/sentences"))) {
///     var answer = berth.model("sentences").predict(Map.of("text", "A man is eating."));
///     System.out.println(answer.get("embedding"));
/// }
/// ```
public final class Berth implements AutoCloseable {
    private final Serving serving;
    private final RecordCalls calls = new RecordCalls();

    private Berth(Serving serving) {
        this.serving = serving;
    }

    /// Loads every model of a system. Blocks until each is ready or quarantined.
    ///
    /// @param system the directory with `berth.yaml` and `models/`
    /// @throws ProblemException `package-invalid` if there is no such directory
    public static Berth open(Path system) {
        return open(system, ServingOptions.defaults());
    }

    /// The same, with options.
    public static Berth open(Path system, ServingOptions options) {
        return new Berth(Serving.open(system, options));
    }

    /// The model of this name, in whatever version is the latest at each prediction.
    ///
    /// @throws ProblemException `model-not-found`, or `model-not-ready` with the reason
    public Model model(String name) {
        return model(new ModelName(name), Optional.empty());
    }

    /// One version of the model of this name.
    ///
    /// @throws ProblemException `model-not-found`, `version-not-found`, or `model-not-ready` with
    ///   the reason
    public Model model(String name, String version) {
        return model(new ModelName(name), Optional.of(new ModelVersion(version)));
    }

    private Model model(ModelName name, Optional<ModelVersion> version) {
        var _ = serving.requirePackage(name, version);
        return new Model(serving, calls, name, version);
    }

    /// The models in memory, for code that needs more than predictions.
    public Serving serving() {
        return serving;
    }

    @Override
    public void close() {
        serving.close();
    }
}
