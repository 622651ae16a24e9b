package dev.berth.core.system;

import java.net.URI;
import java.util.Optional;

/// A file that a package needs, by the name under which the package speaks of it (`model`,
/// `tokenizer`, …).
///
/// @param source where the file comes from
/// @param sha256 the digest that its bytes must have; required for [Source.Http]
/// @param fileName the name that the file gets beside the package's other artifacts, for files that
///   refer to each other by name, such as external weights; empty to keep the source's own
public record Artifact(
        String name, Source source, Optional<Sha256> sha256, Optional<String> fileName) {

    /// The name of the artifact that the runtime executes.
    public static final String MODEL = "model";

    /// Location of an artifact.
    public sealed interface Source {

        /// A file within the package's directory, by its relative path.
        record File(String path) implements Source {
            @Override
            public String toString() {
                return path;
            }
        }

        /// An artifact of a Maven repository, or one entry within it.
        ///
        /// @param coordinates `group:artifact:version`, `group:artifact:version:classifier`; the
        ///   extension is `jar`
        /// @param entry the path within the jar; empty for the jar itself
        record Maven(String coordinates, Optional<String> entry) implements Source {
            @Override
            public String toString() {
                return "maven:" + coordinates + entry.map(path -> "!/" + path).orElse("");
            }
        }

        /// A file behind an `http` or `https` address.
        record Http(URI address) implements Source {
            @Override
            public String toString() {
                return address.toString();
            }
        }
    }
}
