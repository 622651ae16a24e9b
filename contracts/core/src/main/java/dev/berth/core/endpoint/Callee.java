package dev.berth.core.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.RemoteName;
import java.util.Optional;

/// Target of a step's call: a model, an endpoint or a remote.
public sealed interface Callee {

    /// A model of the system.
    ///
    /// @param version empty for whichever is the latest at each call
    record Model(ModelName name, Optional<ModelVersion> version) implements Callee {
        @Override
        public String toString() {
            return version.map(number -> name + "@" + number).orElse(name.value());
        }
    }

    /// Another endpoint of the system, with its own steps and guards.
    record Endpoint(EndpointName name) implements Callee {
        @Override
        public String toString() {
            return "endpoint " + name;
        }
    }

    /// A model or endpoint of other servers, which the system declares.
    ///
    /// @param server what the system calls them
    /// @param version empty for whichever is the latest there
    record Remote(RemoteName server, ModelName name, Optional<ModelVersion> version)
            implements Callee {
        @Override
        public String toString() {
            return server + "/" + name + version.map(number -> "@" + number).orElse("");
        }
    }
}
