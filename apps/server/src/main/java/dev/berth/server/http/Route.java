package dev.berth.server.http;

import dev.berth.server.telemetry.RequestInfo.Purpose;

/// What a path means. Names of models and versions are as the caller sent them, decoded; an empty
/// version is the latest.
sealed interface Route {
    /// The methods that the route takes, as the `Allow` header writes them.
    default String allow() {
        return "GET, HEAD";
    }

    /// How problems look here.
    default ErrorForm errors() {
        return ErrorForm.V2;
    }

    /// What is asked for.
    default Purpose purpose() {
        return Purpose.OTHER;
    }

    /// The path with names in braces in place of the caller's, where a prediction or features are
    /// asked for; otherwise empty.
    default String template() {
        return "";
    }

    /// How problems look in a body.
    enum ErrorForm {
        /// `{"error": "..."}`, as the Open Inference Protocol has it.
        V2,
        /// RFC 9457.
        PROBLEM
    }

    /// A route that takes a body.
    sealed interface Posted extends Route {
        @Override
        default String allow() {
            return "POST";
        }
    }

    /// A route outside the Open Inference Protocol.
    sealed interface Ours extends Route {
        @Override
        default ErrorForm errors() {
            return ErrorForm.PROBLEM;
        }
    }

    record ServerMetadata() implements Route {}

    record Live() implements Route {}

    record Ready() implements Route {}

    record ModelMetadata(String model, String version) implements Route {}

    record ModelReady(String model, String version) implements Route {}

    record ModelConfig(String model, String version) implements Route {}

    /// An empty model stands for all.
    record Statistics(String model, String version) implements Route {}

    record Infer(String model, String version) implements Posted {
        @Override
        public String template() {
            return version.isEmpty()
                    ? "/v2/models/{model}/infer"
                    : "/v2/models/{model}/versions/{version}/infer";
        }

        @Override
        public Purpose purpose() {
            return Purpose.PREDICTION;
        }
    }

    record RepositoryIndex() implements Posted {}

    record Load(String model) implements Posted {}

    record Unload(String model) implements Posted {}

    /// The names of all that can be called as a model.
    record ModelNames() implements Route {}

    /// Regions of shared memory: there are none.
    record SharedMemoryStatus() implements Route {}

    /// Giving up regions of shared memory, of which there are none.
    record SharedMemoryUnregister() implements Posted {}

    /// What is traced, of a model or, with an empty one, of all; a body that changes nothing reads
    /// it too.
    record TraceSettings(String model) implements Posted {
        @Override
        public String allow() {
            return "GET, HEAD, POST";
        }
    }

    /// What is logged, as [TraceSettings].
    record LogSettings() implements Posted {
        @Override
        public String allow() {
            return "GET, HEAD, POST";
        }
    }

    /// Known to the protocol, and not offered.
    record NotOffered(String what, ErrorForm errors) implements Route {
        NotOffered(String what) {
            this(what, ErrorForm.V2);
        }

        @Override
        public String allow() {
            return "GET, HEAD, POST";
        }
    }

    record Predict(String model, String version) implements Posted, Ours {
        @Override
        public String template() {
            return version.isEmpty()
                    ? "/v1/models/{model}:predict"
                    : "/v1/models/{model}/versions/{version}:predict";
        }

        @Override
        public String allow() {
            return "POST";
        }

        @Override
        public Purpose purpose() {
            return Purpose.PREDICTION;
        }
    }

    record PredictEndpoint(String endpoint) implements Posted, Ours {
        @Override
        public String template() {
            return "/v1/endpoints/{endpoint}:predict";
        }

        @Override
        public String allow() {
            return "POST";
        }

        @Override
        public Purpose purpose() {
            return Purpose.PREDICTION;
        }
    }

    record V1Endpoints() implements Ours {}

    record V1Endpoint(String endpoint) implements Ours {}

    /// The weights of an endpoint's variants.
    record V1Traffic(String endpoint) implements Posted, Ours {
        @Override
        public String allow() {
            return "GET, HEAD, POST";
        }
    }

    record V1RollBack(String endpoint) implements Posted, Ours {
        @Override
        public String allow() {
            return "POST";
        }
    }

    /// A route that is there only if features are offered.
    sealed interface OfFeatures extends Ours {}

    /// A route by which features are read.
    sealed interface FeatureRead extends OfFeatures, Posted {
        @Override
        default String allow() {
            return "POST";
        }

        @Override
        default Purpose purpose() {
            return Purpose.FEATURES;
        }
    }

    /// Feast's.
    record FeastRead() implements FeatureRead {
        @Override
        public String template() {
            return "/get-online-features";
        }
    }

    /// The other routes of Feast's Python feature server.
    sealed interface Feast extends OfFeatures {}

    record FeastHealth() implements Feast {}

    /// A route by which a client of Feast writes.
    sealed interface FeastWriting extends Feast, Posted {
        @Override
        default String allow() {
            return "POST";
        }

        @Override
        default Purpose purpose() {
            return Purpose.FEATURES;
        }
    }

    record FeastPush() implements FeastWriting {
        @Override
        public String template() {
            return "/push";
        }
    }

    record FeastWrite() implements FeastWriting {
        @Override
        public String template() {
            return "/write-to-online-store";
        }
    }

    /// Its time is that of a materialization, which is counted as such: no request for features.
    record FeastMaterialize(dev.berth.protocol.feature.FeastMaterialize.Form form)
            implements FeastWriting {
        @Override
        public Purpose purpose() {
            return Purpose.OTHER;
        }
    }

    /// What Feast's server has and Berth has not.
    ///
    /// @param instead what to do, as a remedy
    record FeastNotOffered(String what, String instead) implements Feast {
        @Override
        public String allow() {
            return "GET, HEAD, POST";
        }
    }

    record V1ReadFeatures() implements FeatureRead {
        @Override
        public String template() {
            return "/v1/features:read";
        }
    }

    record V1Features() implements OfFeatures {}

    /// What the values of a view were like.
    record V1FeatureStatistics(String view) implements OfFeatures {}

    /// What a view depends on, and what depends on it.
    record V1FeatureLineage(String view) implements OfFeatures {}

    /// Events of a source.
    record V1Push(String source) implements OfFeatures, Posted {
        @Override
        public String allow() {
            return "POST";
        }

        @Override
        public String template() {
            return "/v1/features/{source}:push";
        }

        @Override
        public Purpose purpose() {
            return Purpose.FEATURES;
        }
    }

    /// Materializing views, and how that goes.
    ///
    /// @param view empty for all, or those that the body names
    record V1Materialize(String view) implements OfFeatures, Posted {
        @Override
        public String allow() {
            return "GET, HEAD, POST";
        }
    }

    record V1Models() implements Ours {}

    record V1Model(String model, String version) implements Ours {}

    record OpenApi() implements Ours {}

    record Metrics() implements Ours {}

    /// The first page, or for a caller that prefers JSON whether the server is alive, as KServe v1
    /// has it.
    record Home() implements Ours {}

    /// A page, script or style that ships with the server, by the name of its resource.
    record Asset(String resource) implements Ours {}

    record NotFound(ErrorForm errors) implements Route {}
}
