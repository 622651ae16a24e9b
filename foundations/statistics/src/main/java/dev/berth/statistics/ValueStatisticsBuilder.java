package dev.berth.statistics;

import java.util.Collection;
import java.util.Map;

/// Builder of the statistics of values of one kind. For one thread.
public sealed interface ValueStatisticsBuilder
        permits NumericStatisticsBuilder,
                TextStatisticsBuilder,
                ValueStatisticsBuilder.Ages,
                ValueStatisticsBuilder.Truths,
                ValueStatisticsBuilder.Sizes {

    /// Takes a value into account.
    ///
    /// @param value a Number, a String, a Boolean, a Long for a timestamp in microseconds, or for
    ///   its size a byte array, Collection or Map, as the builder's kind is
    /// @param draw of the record that has the value: looks random, and is the same each time
    void add(Object value, long draw);

    /// What the values so far are like.
    ValueStatistics statistics();

    /// Statistics of timestamps by their age in seconds at an instant.
    final class Ages implements ValueStatisticsBuilder {
        private static final double MICROS_PER_SECOND = 1e6;

        private final NumericStatisticsBuilder ages = new NumericStatisticsBuilder();
        private final long untilMicros;

        public Ages(long untilMicros) {
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

    /// Statistics of truth values.
    final class Truths implements ValueStatisticsBuilder {
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

    /// Statistics of the sizes of values.
    final class Sizes implements ValueStatisticsBuilder {
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
