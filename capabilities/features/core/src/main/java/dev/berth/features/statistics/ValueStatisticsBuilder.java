package dev.berth.features.statistics;

import dev.berth.core.feature.FeatureType;
import java.util.Collection;
import java.util.Map;

/// Gathers values of one feature. For one thread.
sealed interface ValueStatisticsBuilder
        permits NumericStatisticsBuilder,
                TextStatisticsBuilder,
                ValueStatisticsBuilder.AgeTally,
                ValueStatisticsBuilder.TruthTally,
                ValueStatisticsBuilder.SizeTally {

    /// Takes a value into account, in the Java form of the feature's type.
    ///
    /// @param draw of the entity: looks random, and is the same each time
    void add(Object value, long draw);

    /// What the values so far are like.
    ValueStatistics statistics();

    /// That of a type.
    ///
    /// @param untilMicros the instant from which timestamps are counted back
    static ValueStatisticsBuilder of(FeatureType type, long untilMicros) {
        return switch (type.form()) {
            case LIST, MAP -> new SizeTally();
            case SINGLE ->
                    switch (type.element()) {
                        case BOOL -> new TruthTally();
                        case INT32, INT64, FLOAT32, FLOAT64 -> new NumericStatisticsBuilder();
                        case TIMESTAMP -> new AgeTally(untilMicros);
                        case STRING -> new TextStatisticsBuilder();
                        case BYTES -> new SizeTally();
                    };
        };
    }

    /// How old timestamps are.
    final class AgeTally implements ValueStatisticsBuilder {
        private static final double MICROS_PER_SECOND = 1e6;

        private final NumericStatisticsBuilder ages = new NumericStatisticsBuilder();
        private final long untilMicros;

        AgeTally(long untilMicros) {
            this.untilMicros = untilMicros;
        }

        @Override
        public void add(Object value, long draw) {
            // Timestamps at the ends of their range are further apart than 64 bits.
            double age = (double) untilMicros - (double) (Long) value;
            boolean isNear = Math.abs(age) < 0x1p62;
            ages.add((isNear ? untilMicros - (Long) value : age) / MICROS_PER_SECOND);
        }

        @Override
        public ValueStatistics statistics() {
            return ages.statistics();
        }
    }

    /// How many values are true.
    final class TruthTally implements ValueStatisticsBuilder {
        private long trueCount;
        private long falseCount;

        @Override
        public void add(Object value, long draw) {
            if ((Boolean) value) {
                trueCount++;
            } else {
                falseCount++;
            }
        }

        @Override
        public ValueStatistics statistics() {
            return new ValueStatistics.Truths(trueCount, falseCount);
        }
    }

    /// How large values are.
    final class SizeTally implements ValueStatisticsBuilder {
        private final NumericStatisticsBuilder sizes = new NumericStatisticsBuilder();

        @Override
        public void add(Object value, long draw) {
            sizes.add(
                    switch (value) {
                        case Collection<?> elements -> elements.size();
                        case Map<?, ?> entries -> entries.size();
                        default -> ((byte[]) value).length;
                    });
        }

        @Override
        public ValueStatistics statistics() {
            return new ValueStatistics.Sizes(sizes.statistics());
        }
    }
}
