package dev.berth.tables.arrow;

import dev.berth.core.feature.FeatureType;

/// A column that is written.
///
/// @param type of its values, in their Java forms: of [Meaning#DATE] INT32, of [Meaning#LOCAL]
///   INT64
public record ArrowColumn(String name, FeatureType type, Meaning meaning) {

    /// Logical type of values beyond their Arrow type.
    public enum Meaning {
        PLAIN,
        /// Days since 1970.
        DATE,
        /// Microseconds since 1970 by the clocks of some zone.
        LOCAL
    }
}
