package dev.berth.core.endpoint;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import java.util.Optional;

/// What a step calls.
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
}
