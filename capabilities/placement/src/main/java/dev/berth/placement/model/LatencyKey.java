package dev.berth.placement.model;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// All that the samples of a flow's latency depend on: the arrays and numbers of its delays, in
/// their order. Arrays are compared by identity, since [SampleStreams] keeps one of each content.
final class LatencyKey {
    private final String flow;
    private final @Nullable Object[] sources;
    private final double[] numbers;
    private final int hash;

    private LatencyKey(String flow, @Nullable Object[] sources, double[] numbers) {
        this.flow = flow;
        this.sources = sources;
        this.numbers = numbers;
        int code = flow.hashCode();
        for (Object source : sources) {
            code = 31 * code + System.identityHashCode(source);
        }
        this.hash = 31 * code + Arrays.hashCode(numbers);
    }

    /// Collector of what a key consists of.
    static final class Builder {
        /// Delays of a usual flow.
        private static final int DELAYS = 16;

        private final String flow;
        private @Nullable Object[] sources = new Object[4 * DELAYS];
        private double[] numbers = new double[5 * DELAYS];
        private int sourceCount;
        private int numberCount;

        Builder(String flow) {
            this.flow = flow;
        }

        void add(
                Delay.Form form,
                double @Nullable [] first,
                double @Nullable [] second,
                double @Nullable [] third) {
            if (sourceCount + 4 > sources.length) {
                sources = Arrays.copyOf(sources, 2 * sources.length);
            }
            sources[sourceCount++] = form;
            sources[sourceCount++] = first;
            sources[sourceCount++] = second;
            sources[sourceCount++] = third;
        }

        void add(double... values) {
            if (numberCount + values.length > numbers.length) {
                numbers = Arrays.copyOf(numbers, 2 * numbers.length);
            }
            for (double value : values) {
                numbers[numberCount++] = value;
            }
        }

        LatencyKey build() {
            return new LatencyKey(
                    flow, Arrays.copyOf(sources, sourceCount), Arrays.copyOf(numbers, numberCount));
        }
    }

    @Override
    public int hashCode() {
        return hash;
    }

    // Arrays are kept once for each content, so their identity is their content.
    @SuppressWarnings("ReferenceEquality")
    @Override
    public boolean equals(@Nullable Object object) {
        if (!(object instanceof LatencyKey other)
                || hash != other.hash
                || sources.length != other.sources.length
                || !flow.equals(other.flow)) {
            return false;
        }
        for (int i = 0; i < sources.length; i++) {
            if (sources[i] != other.sources[i]) {
                return false;
            }
        }
        return Arrays.equals(numbers, other.numbers);
    }
}
