package dev.berth.evaluation.explain;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.report.MetricValue.Method;
import org.hipparchus.distribution.continuous.TDistribution;

/// Mean of a sample with its standard error.
///
/// @param mean NaN of an empty sample
/// @param standardError of the mean; NaN of fewer than two numbers
/// @param count of the numbers
public record Estimate(double mean, double standardError, int count) {

    /// The estimate from numbers; NaN among them are passed over.
    public static Estimate of(double[] numbers) {
        int count = 0;
        double mean = 0;
        double squares = 0;
        for (double number : numbers) {
            if (!Double.isNaN(number)) {
                count++;
                double difference = number - mean;
                mean += difference / count;
                squares += difference * (number - mean);
            }
        }
        return new Estimate(
                count > 0 ? mean : Double.NaN,
                count > 1 ? Math.sqrt(squares / (count - 1.0) / count) : Double.NaN,
                count);
    }

    /// The mean with the interval of Student's distribution.
    public MetricValue metric(String name, double confidence) {
        if (Double.isNaN(mean)) {
            return MetricValue.undefined(name, "no record was predicted");
        }
        if (Double.isNaN(standardError)) {
            return MetricValue.of(name, mean);
        }
        double width =
                standardError
                        * new TDistribution(count - 1)
                                .inverseCumulativeProbability((1 + confidence) / 2);
        return MetricValue.of(name, mean, mean - width, mean + width, Method.STUDENT);
    }
}
