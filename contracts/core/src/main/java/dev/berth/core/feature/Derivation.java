package dev.berth.core.feature;

import dev.berth.core.endpoint.ExpressionText;
import java.util.Optional;

/// How a stored feature comes about.
public sealed interface Derivation {

    /// It is a column of the entity's latest row.
    record FromColumn(String column) implements Derivation {}

    /// It is an aggregate of the entity's events in a window.
    ///
    /// @param of the column that is aggregated; empty only for a count of events. Missing values
    ///   and NaN do not count
    /// @param where which events count, over their columns; one for which it has no value does not.
    ///   Empty for all
    /// @param by the column whose values have an aggregate each; the feature is then a map. Empty
    ///   for one aggregate
    record Aggregation(
            Aggregate aggregate,
            Optional<String> of,
            Optional<ExpressionText> where,
            Optional<String> by,
            Window window)
            implements Derivation {}

    /// What is made of many values.
    sealed interface Aggregate {

        /// An aggregate without settings.
        record Plain(Kind kind) implements Aggregate {}

        /// The most frequent values, the most frequent first; of those as frequent the smaller
        /// first.
        ///
        /// @param count how many, from 1 to 100
        record Top(int count) implements Aggregate {}

        /// The value below which a share of all lies, with a relative error of at most 1 %.
        ///
        /// @param share from 0 to 1
        record Quantile(double share) implements Aggregate {}
    }

    /// Aggregates without settings.
    enum Kind {
        /// How many there are: 0 where there are none, the others are missing then.
        COUNT,
        /// Of numbers, exactly: rounded once, in whatever order they come.
        SUM,
        /// The sum by the count.
        MEAN,
        MIN,
        MAX,
        /// The latest: by time, then by when it was known, then the greater value.
        LAST,
        /// The earliest, as the latest the other way round.
        FIRST,
        /// How many different ones, with a standard error of 1.6 %.
        DISTINCT
    }
}
