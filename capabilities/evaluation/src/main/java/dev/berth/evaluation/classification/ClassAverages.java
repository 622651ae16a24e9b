package dev.berth.evaluation.classification;

import java.util.List;

/// Precision, recall and F1 of several classes, averaged in three ways: over the classes (macro),
/// over the classes by their weight (weighted), and from all decisions together (micro).
///
/// As in scikit-learn, a class whose rate is undefined counts with 0 in an average.
record ClassAverages(
        double precisionMacro,
        double recallMacro,
        double f1Macro,
        double precisionMicro,
        double recallMicro,
        double f1Micro,
        double precisionWeighted,
        double recallWeighted,
        double f1Weighted) {

    static final List<String> NAMES =
            List.of(
                    "precision-macro",
                    "recall-macro",
                    "f1-macro",
                    "precision-micro",
                    "recall-micro",
                    "f1-micro",
                    "precision-weighted",
                    "recall-weighted",
                    "f1-weighted");

    /// @param classes that count; without any all averages are NaN
    static ClassAverages of(List<Confusion> classes) {
        var sums = new double[3];
        var weighted = new double[3];
        double positives = 0;
        double truePositives = 0;
        double falsePositives = 0;
        double falseNegatives = 0;
        for (Confusion each : classes) {
            double[] rates = {
                zeroIfNaN(each.precision()), zeroIfNaN(each.recall()), zeroIfNaN(each.f1())
            };
            for (int i = 0; i < rates.length; i++) {
                sums[i] += rates[i];
                weighted[i] += rates[i] * each.positives();
            }
            positives += each.positives();
            truePositives += each.truePositive();
            falsePositives += each.falsePositive();
            falseNegatives += each.falseNegative();
        }
        var all = new Confusion(truePositives, falsePositives, falseNegatives, 0);
        double count = classes.size();
        return new ClassAverages(
                sums[0] / count,
                sums[1] / count,
                sums[2] / count,
                all.precision(),
                all.recall(),
                all.f1(),
                weighted[0] / positives,
                weighted[1] / positives,
                weighted[2] / positives);
    }

    private static double zeroIfNaN(double value) {
        return Double.isNaN(value) ? 0 : value;
    }

    /// In the order of [#NAMES].
    double[] values() {
        return new double[] {
            precisionMacro,
            recallMacro,
            f1Macro,
            precisionMicro,
            recallMicro,
            f1Micro,
            precisionWeighted,
            recallWeighted,
            f1Weighted
        };
    }
}
