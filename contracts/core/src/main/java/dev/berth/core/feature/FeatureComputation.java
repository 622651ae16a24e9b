package dev.berth.core.feature;

import dev.berth.core.endpoint.ExpressionText;
import java.util.Locale;
import java.util.Optional;

/// Computation of a stored feature.
public sealed interface FeatureComputation {

    /// A column of the entity's latest row.
    record FromColumn(String column) implements FeatureComputation {}

    /// An aggregate of the entity's events in a window.
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
            AggregationWindow window)
            implements FeatureComputation {

        /// The type of what it gives, for a column of this type; empty if no such column can be
        /// aggregated so.
        ///
        /// @param column that of [#of]; empty for a count of events
        public Optional<FeatureType> typeOver(Optional<FeatureType> column) {
            return aggregate
                    .typeOver(column)
                    .filter(type -> by.isEmpty() || !type.isList())
                    .map(type -> by.isEmpty() ? type : FeatureType.mapOf(type.element()));
        }
    }

    /// Function from many values to one.
    sealed interface Aggregate {
        /// The aggregate with a setting that has a name; empty if none has it.
        static Optional<Aggregate> of(String name, double setting) {
            return switch (name) {
                case "top" -> Optional.of(new Top((int) setting));
                case "quantile" -> Optional.of(new Quantile(setting));
                default -> Optional.empty();
            };
        }

        /// The name in files and messages.
        default String name() {
            return switch (this) {
                case Plain(Kind kind) -> kind.name().toLowerCase(Locale.ROOT);
                case Top _ -> "top";
                case Quantile _ -> "quantile";
            };
        }

        default Optional<Number> setting() {
            return switch (this) {
                case Plain _ -> Optional.empty();
                case Top(int count) -> Optional.of(count);
                case Quantile(double share) -> Optional.of(share);
            };
        }

        /// The settings that are allowed, if this one is not.
        default Optional<String> settingsExpected() {
            return switch (this) {
                case Top(int count) when count < 1 || count > Top.COUNT_MAX ->
                        Optional.of("1 to " + Top.COUNT_MAX);
                case Quantile(double share) when !(share >= 0 && share <= 1) ->
                        Optional.of("0 to 1");
                case Plain _, Top _, Quantile _ -> Optional.empty();
            };
        }

        /// The name with the setting, such as `top 3`.
        default String label() {
            return setting().map(setting -> name() + " " + setting).orElseGet(this::name);
        }

        /// Type of the aggregate of a column, without regard to a key; empty if no such column can
        /// be aggregated.
        ///
        /// @param column its type; empty for a count of events
        default Optional<FeatureType> typeOver(Optional<FeatureType> column) {
            if (column.isEmpty()) {
                return this instanceof Plain(Kind kind) && kind == Kind.COUNT
                        ? Optional.of(FeatureType.of(ValueType.INT64))
                        : Optional.empty();
            }
            FeatureType of = column.get();
            boolean isNumber = of.form() == FeatureType.Form.SINGLE && of.element().isNumber();
            return switch (this) {
                case Plain(Kind kind) -> kind.typeOver(of);
                case Top _ ->
                        of.form() == FeatureType.Form.SINGLE
                                ? Optional.of(FeatureType.listOf(of.element()))
                                : Optional.empty();
                case Quantile _ ->
                        isNumber
                                ? Optional.of(FeatureType.of(ValueType.FLOAT64))
                                : Optional.empty();
            };
        }

        /// Columns that it can be made of, in words.
        default String operand() {
            return switch (this) {
                case Plain(Kind kind) -> kind.operand();
                case Top _ -> Kind.SINGLE_VALUES;
                case Quantile _ -> Kind.NUMBERS;
            };
        }

        /// An aggregate without settings.
        record Plain(Kind kind) implements Aggregate {}

        /// The most frequent values, the most frequent first; of those as frequent the smaller
        /// first.
        ///
        /// @param count how many, from 1 to 100
        record Top(int count) implements Aggregate {
            private static final int COUNT_MAX = 100;
        }

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
        DISTINCT;

        private static final String SINGLE_VALUES = "single values";
        private static final String NUMBERS = "int32, int64, float32 or float64";

        private String operand() {
            return switch (this) {
                case COUNT -> "any column or none";
                case SUM, MEAN -> NUMBERS;
                case MIN, MAX, DISTINCT -> SINGLE_VALUES;
                case FIRST, LAST -> "any column";
            };
        }

        private Optional<FeatureType> typeOver(FeatureType of) {
            boolean isSingle = of.form() == FeatureType.Form.SINGLE;
            ValueType element = of.element();
            return switch (this) {
                case COUNT -> Optional.of(FeatureType.of(ValueType.INT64));
                case DISTINCT -> single(isSingle, ValueType.INT64);
                case SUM ->
                        single(
                                isSingle && element.isNumber(),
                                element.isFloating() ? ValueType.FLOAT64 : ValueType.INT64);
                case MEAN -> single(isSingle && element.isNumber(), ValueType.FLOAT64);
                case MIN, MAX -> single(isSingle, element);
                case FIRST, LAST -> of.isMap() ? Optional.empty() : Optional.of(of);
            };
        }

        private static Optional<FeatureType> single(boolean fits, ValueType type) {
            return fits ? Optional.of(FeatureType.of(type)) : Optional.empty();
        }
    }
}
