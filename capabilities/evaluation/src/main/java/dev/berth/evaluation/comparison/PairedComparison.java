package dev.berth.evaluation.comparison;

import dev.berth.evaluation.comparison.PairedTest.Method;
import dev.berth.evaluation.significance.Sample;
import java.util.ArrayList;
import java.util.List;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.hipparchus.distribution.discrete.BinomialDistribution;

/// Tests of the differences between two candidates, on the units that both answered.
final class PairedComparison {
    private final String first;
    private final String second;
    private final PairedUnits units;
    private final double confidence;

    /// @param confidence of the intervals, between 0 and 1
    PairedComparison(String first, String second, PairedUnits units, double confidence) {
        this.first = first;
        this.second = second;
        this.units = units;
        this.confidence = confidence;
    }

    /// All tests that the units allow: of the mean loss always, of accuracy and area under the ROC
    /// curve for a binary task. None of fewer than two units.
    List<PairedTest> tests() {
        List<PairedTest> tests = new ArrayList<>();
        if (units.count() < 2) {
            return tests;
        }
        tests.add(loss());
        if (units.isBinary()) {
            tests.add(accuracy());
        }
        if (units.hasScores()) {
            var areas = DeLong.of(units);
            if (areas.isDefined()) {
                tests.add(area(areas));
            }
        }
        return tests;
    }

    private PairedTest loss() {
        double[] differences = new double[units.count()];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = units.firstLoss(i) - units.secondLoss(i);
        }
        Sample sample = Sample.of(differences);
        double error = Math.sqrt(sample.variance() / sample.count());
        var distribution = new TDistribution(sample.count() - 1);
        double quantile = distribution.inverseCumulativeProbability((1 + confidence) / 2);
        double mean = sample.mean();
        double pValue =
                error > 0
                        ? 2 * distribution.cumulativeProbability(-Math.abs(mean) / error)
                        : mean == 0 ? 1 : 0;
        return test(
                "loss",
                mean,
                mean - quantile * error,
                mean + quantile * error,
                pValue,
                Method.PAIRED_T);
    }

    /// Source: McNemar, Note on the sampling error of the difference between correlated proportions
    /// or percentages, 1947; the exact form by the binomial distribution. The interval is Wald's.
    private PairedTest accuracy() {
        int better = units.onlyFirstRight();
        int worse = units.onlySecondRight();
        int discordant = better + worse;
        double rows = units.count();
        double difference = (better - worse) / rows;
        double error =
                Math.sqrt(
                                Math.max(
                                        0,
                                        discordant
                                                - (double) (better - worse)
                                                        * (better - worse)
                                                        / rows))
                        / rows;
        double quantile = normalQuantile();
        double pValue =
                discordant == 0
                        ? 1
                        : Math.min(
                                1,
                                2
                                        * new BinomialDistribution(discordant, 0.5)
                                                .cumulativeProbability(Math.min(better, worse)));
        return test(
                "accuracy",
                difference,
                difference - quantile * error,
                difference + quantile * error,
                pValue,
                Method.MCNEMAR);
    }

    private PairedTest area(DeLong areas) {
        double difference = areas.first() - areas.second();
        double error = Math.sqrt(areas.varianceOfDifference());
        double quantile = normalQuantile();
        double pValue =
                error > 0
                        ? 2
                                * new NormalDistribution()
                                        .cumulativeProbability(-Math.abs(difference) / error)
                        : difference == 0 ? 1 : 0;
        return test(
                "roc-auc",
                difference,
                difference - quantile * error,
                difference + quantile * error,
                pValue,
                Method.DELONG);
    }

    private double normalQuantile() {
        return new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
    }

    private PairedTest test(
            String measure,
            double difference,
            double low,
            double high,
            double pValue,
            Method method) {
        return new PairedTest(
                first,
                second,
                measure,
                difference,
                low,
                high,
                Math.min(1, pValue),
                Math.min(1, pValue),
                method,
                units.count());
    }
}
