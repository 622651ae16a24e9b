package dev.berth.evaluation.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Warning that an evaluation gives: something that makes the model, or the numbers about it,
/// questionable.
///
/// @param kind what it is
/// @param subject the column, slice or output concerned
/// @param message what was found, with figures, and what to do
/// @param evidence the number that it rests on
public record Finding(Kind kind, String subject, String message, MetricValue evidence) {

    /// Kind of a finding.
    public enum Kind {
        /// A column alone predicts the label almost perfectly: it may not be known when a
        /// prediction is made.
        LEAKING_COLUMN,
        /// Scores differ from the observed rates by more than chance.
        MISCALIBRATED_SCORE,
        /// Decisions differ between groups by more than chance.
        UNEQUAL_DECISIONS,
        /// The model is worse on a slice than elsewhere by more than chance.
        WORSE_SLICE;

        /// The kind as files write it: `leaking-column`.
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Optional<Kind> findByLabel(String label) {
            return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
        }
    }
}
