package dev.berth.placement.scenario;

import java.util.Optional;
import java.util.OptionalDouble;

/// Form of a model, such as the full or a quantised one.
///
/// @param time of an item on one machine of the profiles, with `cores` cores busy
/// @param cores that one item keeps busy
/// @param quality a number that grows with quality; empty if unknown
/// @param origin where the numbers come from
public record Variant(
        String name,
        Distribution time,
        double cores,
        double memoryBytes,
        double storageBytes,
        OptionalDouble quality,
        Origin origin) {

    /// The same variant with another time and memory.
    public Variant with(Distribution otherTime, double otherMemoryBytes) {
        return new Variant(name, otherTime, cores, otherMemoryBytes, storageBytes, quality, origin);
    }

    /// Where numbers come from.
    public sealed interface Origin {
        String text();

        /// A measurement.
        ///
        /// @param source its file and machine
        /// @param model empty if the file is in no system
        record Profile(String source, Optional<ProfiledModel> model) implements Origin {
            @Override
            public String text() {
                return "measured: " + source;
            }
        }

        /// Written in the scenario as known.
        record Declared() implements Origin {
            @Override
            public String text() {
                return "declared";
            }
        }

        /// Written in the scenario as a guess.
        record Assumed() implements Origin {
            @Override
            public String text() {
                return "assumed";
            }
        }
    }
}
