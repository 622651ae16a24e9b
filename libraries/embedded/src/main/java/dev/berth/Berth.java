package dev.berth;

import dev.berth.catalog.feature.Features;
import dev.berth.core.LinkageProblem;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.endpoint.Endpoint;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.execution.Remotes;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.events.PredictionEvents;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.serving.Model;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceConfigurationError;

/// Serving system within this process: predictions without a server. Thread-safe.
///
/// ```java
/// try (var berth = Berth.open(Path.of("examples/two-phase"))) {
///     var answer = berth.endpoint("topic").predict(Map.of("text", "The rocket lifted off."));
///     System.out.println(answer.get("topic"));
/// }
/// ```
public final class Berth implements AutoCloseable {
    private final ModelServer serving;
    private final OnlineFeatureReader features;
    private final Endpoints endpoints;

    private Berth(
            ModelServer serving,
            EndpointListener listener,
            boolean watches,
            boolean areFeaturesSent) {
        this.serving = serving;
        this.features =
                OptionalModules.features()
                        .of(
                                serving.system().directory(),
                                () -> serving.system().features(),
                                () -> serving.snapshot().part(Features.class).definitions());
        Remotes remotes = OptionalModules.remotes().of(() -> serving.system().remotes());
        this.endpoints =
                areFeaturesSent
                        ? Endpoints.openWithSentFeatures(serving, listener, remotes)
                        : Endpoints.open(serving, listener, remotes, features::current);
        if (watches) {
            endpoints.watchTrafficWeights(Endpoints.WEIGHTS_INTERVAL);
        }
    }

    /// Loads every model of a system and compiles its endpoints. Blocks until each is ready or has
    /// failed.
    ///
    /// @param system the directory with `berth.yaml`, `models/` and `endpoints/`
    /// @throws ProblemException `package-invalid` if there is no such directory; `internal-error`
    ///   if libraries on the class path are incompatible
    public static Berth open(Path system) {
        return open(system, ServingOptions.defaults());
    }

    /// Opens a system with options.
    public static Berth open(Path system, ServingOptions options) {
        return open(system, options, new EndpointListener() {});
    }

    /// Opens a system with a listener for its endpoints.
    public static Berth open(Path system, ServingOptions options, EndpointListener listener) {
        return open(system, options, listener, /* areFeaturesSent= */ false);
    }

    /// Opens a system whose endpoints read no features: the inputs of models that stand for
    /// features are inputs of the endpoints, for records to which the features were joined before.
    public static Berth openWithSentFeatures(Path system, ServingOptions options) {
        return open(system, options, new EndpointListener() {}, /* areFeaturesSent= */ true);
    }

    private static Berth open(
            Path system,
            ServingOptions options,
            EndpointListener listener,
            boolean areFeaturesSent) {
        try {
            return new Berth(
                    ModelServer.open(
                            system,
                            options.withPredictionListeners(
                                    PredictionEvents.withDiscovered(
                                            options.predictionListeners()))),
                    listener,
                    options.watching().isPresent(),
                    areFeaturesSent);
        } catch (LinkageError | ServiceConfigurationError e) {
            throw new ProblemException(LinkageProblem.of(e), e);
        }
    }

    /// The endpoint of this name, resolved for each prediction.
    ///
    /// @throws ProblemException `endpoint-not-found`, or `endpoint-not-ready` with the reason
    public Endpoint endpoint(String name) {
        return endpoints.endpoint(name);
    }

    /// The model of this name, in its latest version at each prediction.
    ///
    /// @throws ProblemException `model-not-found`, or `model-not-ready` with the reason
    public Model model(String name) {
        return Model.of(serving, new ModelName(name), Optional.empty());
    }

    /// One version of the model of this name.
    ///
    /// @throws ProblemException `model-not-found`, `model-version-not-found`, or `model-not-ready`
    ///   with the reason
    public Model model(String name, String version) {
        return Model.of(serving, new ModelName(name), Optional.of(new ModelVersion(version)));
    }

    /// The model server, for purposes other than predictions.
    public ModelServer serving() {
        return serving;
    }

    /// The reader of online features.
    public OnlineFeatureReader features() {
        return features;
    }

    /// The endpoints, for purposes other than predictions.
    public Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public void close() {
        endpoints.close();
        features.close();
        serving.close();
    }
}
