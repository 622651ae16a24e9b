package dev.berth.placement.scenario;

import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// Distribution of a time in seconds, given by its quantile function.
public sealed interface Distribution {
    /// Points of the quantile function at which means are taken. Enough for three digits.
    int MEAN_POINTS = 2000;

    /// The value that a share `u` of all values does not exceed.
    ///
    /// @param u greater than 0 and less than 1
    double quantile(double u);

    /// The same shape, each value multiplied.
    Distribution times(double factor);

    default double median() {
        return quantile(0.5);
    }

    default double mean() {
        double sum = 0;
        for (int i = 0; i < MEAN_POINTS; i++) {
            sum += quantile((i + 0.5) / MEAN_POINTS);
        }
        return sum / MEAN_POINTS;
    }

    default double meanSquare() {
        double sum = 0;
        for (int i = 0; i < MEAN_POINTS; i++) {
            double value = quantile((i + 0.5) / MEAN_POINTS);
            sum += value * value;
        }
        return sum / MEAN_POINTS;
    }

    /// One value, always the same.
    record Fixed(double seconds) implements Distribution {
        @Override
        public double quantile(double u) {
            return seconds;
        }

        @Override
        public Distribution times(double factor) {
            return new Fixed(seconds * factor);
        }

        @Override
        public double mean() {
            return seconds;
        }

        @Override
        public double meanSquare() {
            return seconds * seconds;
        }
    }

    /// Every value of an interval is equally likely.
    record Uniform(double min, double max) implements Distribution {
        public Uniform {
            if (!(min <= max)) {
                throw new IllegalArgumentException(
                        "min " + min + " (expected: at most " + max + ")");
            }
        }

        @Override
        public double quantile(double u) {
            return min + u * (max - min);
        }

        @Override
        public Distribution times(double factor) {
            return new Uniform(min * factor, max * factor);
        }
    }

    /// A lognormal distribution, usual for the times of networks and services.
    ///
    /// @param p50 its median, greater than 0
    /// @param p99 its 99th percentile, at least the median
    record Lognormal(double p50, double p99) implements Distribution {
        private static final NormalDistribution NORMAL = new NormalDistribution();

        /// The 99th percentile of a standard normal distribution.
        private static final double Z99 = NORMAL.inverseCumulativeProbability(0.99);

        public Lognormal {
            if (!(p50 > 0 && p50 <= p99)) {
                throw new IllegalArgumentException(
                        "p50 " + p50 + " (expected: at most " + p99 + ")");
            }
        }

        @Override
        public double quantile(double u) {
            double sigma = Math.log(p99 / p50) / Z99;
            return p50 * Math.exp(sigma * NORMAL.inverseCumulativeProbability(u));
        }

        @Override
        public Distribution times(double factor) {
            return new Lognormal(p50 * factor, p99 * factor);
        }
    }

    /// Measured percentiles, with straight lines between them.
    ///
    /// @param points in rising order of share and of seconds, at least two; the first has share 0
    ///   and the last share 1
    record Measured(List<Point> points) implements Distribution {
        /// Point of a quantile function.
        ///
        /// @param share of the values that are at most `seconds`
        public record Point(double share, double seconds) {}

        public Measured {
            points = List.copyOf(points);
            if (points.size() < 2) {
                throw new IllegalArgumentException(
                        points.size() + " points (expected: at least 2)");
            }
        }

        @Override
        public double quantile(double u) {
            int next = 1;
            while (next < points.size() - 1 && points.get(next).share() < u) {
                next++;
            }
            Point low = points.get(next - 1);
            Point high = points.get(next);
            double position = (u - low.share()) / (high.share() - low.share());
            return low.seconds() + position * (high.seconds() - low.seconds());
        }

        @Override
        public Distribution times(double factor) {
            return new Measured(
                    points.stream()
                            .map(point -> new Point(point.share(), point.seconds() * factor))
                            .toList());
        }
    }
}
