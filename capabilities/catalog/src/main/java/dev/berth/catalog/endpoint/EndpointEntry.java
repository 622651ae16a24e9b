package dev.berth.catalog.endpoint;

import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;

/// A file `endpoints/<name>.yaml` of a system.
public sealed interface EndpointEntry {
    /// The folder of all of them, below the system's directory.
    String FOLDER = "endpoints";

    /// The file's name without its ending, which for a broken one need not be a valid name.
    String name();

    Path file();

    /// Why it cannot be read; none for one that can.
    List<ValidationError> errors();

    /// One that can be read. Whether its steps fit the models that they call is not known yet.
    record Valid(EndpointDescription description) implements EndpointEntry {
        @Override
        public String name() {
            return description.name().value();
        }

        @Override
        public Path file() {
            return description.location().file();
        }

        @Override
        public List<ValidationError> errors() {
            return List.of();
        }
    }

    /// One that cannot.
    ///
    /// @param errors why, at least one
    record Broken(String name, Path file, List<ValidationError> errors) implements EndpointEntry {
        public Broken {
            errors = List.copyOf(errors);
        }
    }
}
