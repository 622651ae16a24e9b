package dev.berth.placement.scenario;

import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;

/// Distribution of a time in seconds, given by its quantile function.
public sealed interface Distribution {
    /// The value that a share `u` of all values does not exceed.
    ///
    /// @param u greater than 0 and less than 1
    double quantile(double u);

    /// The same shape, each value multiplied.
    default Distribution times(double factor) {
        return new Scaled(this, factor);
    }

    /// The distribution that this one is a multiple of.
    default Distribution shape() {
        return this;
    }

    /// What its values are multiplied by.
    default double factor() {
        return 1;
    }

    default double median() {
        return quantile(0.5);
    }

    double mean();

    double meanSquare();

    /// One value, always the same.
    record Fixed(double seconds) implements Distribution {
        @Override
        public double quantile(double u) {
            return seconds;
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
        public double mean() {
            return (min + max) / 2;
        }

        @Override
        public double meanSquare() {
            return (min * min + min * max + max * max) / 3;
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
        public double mean() {
            double sigma = Math.log(p99 / p50) / Z99;
            return p50 * Math.exp(sigma * sigma / 2);
        }

        @Override
        public double meanSquare() {
            double sigma = Math.log(p99 / p50) / Z99;
            return p50 * p50 * Math.exp(2 * sigma * sigma);
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
        public double mean() {
            double sum = 0;
            for (int i = 1; i < points.size(); i++) {
                sum += width(i) * (points.get(i - 1).seconds() + points.get(i).seconds()) / 2;
            }
            return sum;
        }

        @Override
        public double meanSquare() {
            double sum = 0;
            for (int i = 1; i < points.size(); i++) {
                double low = points.get(i - 1).seconds();
                double high = points.get(i).seconds();
                sum += width(i) * (low * low + low * high + high * high) / 3;
            }
            return sum;
        }

        private double width(int i) {
            return points.get(i).share() - points.get(i - 1).share();
        }
    }

    /// A multiple of another distribution. Samples are kept for the shape, and serve all multiples.
    record Scaled(Distribution shape, double factor) implements Distribution {
        @Override
        public double quantile(double u) {
            return factor * shape.quantile(u);
        }

        @Override
        public Distribution times(double further) {
            return new Scaled(shape, factor * further);
        }

        @Override
        public double mean() {
            return factor * shape.mean();
        }

        @Override
        public double meanSquare() {
            return factor * factor * shape.meanSquare();
        }
    }
}
