package dev.berth.scoring.prediction;

import java.util.Locale;
import java.util.Optional;

/// Model or endpoint that was evaluated.
///
/// @param version the one that answered; of an endpoint its declared version, or empty
public record Subject(Kind kind, String name, String version) {

    /// Kind of a subject.
    public enum Kind {
        MODEL,
        ENDPOINT;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Kind> findByLabel(String label) {
            for (Kind kind : values()) {
                if (kind.label().equals(label)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /// `name@version`, or `name` without a version.
    @Override
    public String toString() {
        return version.isEmpty() ? name : name + "@" + version;
    }
}
