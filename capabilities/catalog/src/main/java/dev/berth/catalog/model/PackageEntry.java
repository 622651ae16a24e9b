package dev.berth.catalog.model;

import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Sha256;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.List;

/// A folder `models/<model>/<version>` of a system.
public sealed interface PackageEntry {

    /// The name of the file that describes a package.
    String FILE_NAME = "model.yaml";

    /// The folder of all packages, below the system's directory.
    String FOLDER = "models";

    /// What the name of a model or version may be.
    String NAME_FORM =
            "letters, digits, `.`, `_` and `-`, the first a letter or digit; at most 128 for a"
                    + " model, 64 for a version";

    /// The name of the model's folder, which for a broken package need not be a valid name.
    String model();

    /// The name of the version's folder, which for a broken package need not be a valid version.
    String version();

    Path directory();

    /// A package that can be loaded.
    ///
    /// @param digest of the description and of the files beside it; changes when any of them does
    /// @param warnings what its author could do better
    record Valid(ModelPackage modelPackage, Sha256 digest, List<ValidationError> warnings)
            implements PackageEntry {
        public Valid {
            warnings = List.copyOf(warnings);
        }

        @Override
        public String model() {
            return modelPackage.reference().name().value();
        }

        @Override
        public String version() {
            return modelPackage.reference().version().value();
        }

        @Override
        public Path directory() {
            return modelPackage.directory();
        }
    }

    /// A package that cannot be loaded.
    ///
    /// @param version empty if the model's folder itself is the error
    /// @param errors why, at least one
    record Broken(String model, String version, Path directory, List<ValidationError> errors)
            implements PackageEntry {
        public Broken {
            errors = List.copyOf(errors);
        }
    }
}
