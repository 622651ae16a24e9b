package dev.berth.evaluation.template;

import dev.berth.evaluation.auc.IdentityAuc;
import dev.berth.evaluation.auc.ScoreCounts;
import java.util.Arrays;

/// Areas under the ROC curve of each term, with the sentences of all other terms as the background.
final class TermAreas {
    /// Cells of resamples; the areas of all templates are exact.
    private static final int CELLS_MAX = 1_024;

    private final double[][] scores;
    private final boolean[] positive;

    /// @param scores by template and term
    /// @param positive the label of each template
    TermAreas(double[][] scores, boolean[] positive) {
        this.scores = scores;
        this.positive = positive;
    }

    /// The areas by term and resample.
    ///
    /// @param weights by resample and template; the last resample is that of all templates
    IdentityAuc[][] areas(double[][] weights) {
        int[][] cells = cells();
        int count = Arrays.stream(cells).flatMapToInt(Arrays::stream).max().orElse(0) + 1;
        int coarse = Math.min(count, CELLS_MAX);
        int[][] coarseCells = new int[cells.length][];
        for (int template = 0; template < cells.length; template++) {
            coarseCells[template] =
                    Arrays.stream(cells[template])
                            .map(cell -> (int) ((long) cell * coarse / count))
                            .toArray();
        }
        int terms = scores[0].length;
        IdentityAuc[][] areas = new IdentityAuc[terms][weights.length];
        for (int resample = 0; resample < weights.length; resample++) {
            boolean exact = resample == weights.length - 1;
            IdentityAuc[] ofTerms =
                    areas(weights[resample], exact ? cells : coarseCells, exact ? count : coarse);
            for (int term = 0; term < terms; term++) {
                areas[term][resample] = ofTerms[term];
            }
        }
        return areas;
    }

    private int[][] cells() {
        double[] distinct =
                Arrays.stream(scores)
                        .flatMapToDouble(Arrays::stream)
                        .map(score -> score + 0.0)
                        .sorted()
                        .distinct()
                        .toArray();
        int[][] cells = new int[scores.length][];
        for (int template = 0; template < cells.length; template++) {
            cells[template] =
                    Arrays.stream(scores[template])
                            .mapToInt(score -> Arrays.binarySearch(distinct, score + 0.0))
                            .toArray();
        }
        return cells;
    }

    private IdentityAuc[] areas(double[] weights, int[][] cells, int count) {
        int terms = scores[0].length;
        double[][] positives = new double[terms][count];
        double[][] negatives = new double[terms][count];
        double[] allPositives = new double[count];
        double[] allNegatives = new double[count];
        for (int template = 0; template < cells.length; template++) {
            double[][] ofTerms = positive[template] ? positives : negatives;
            double[] ofAll = positive[template] ? allPositives : allNegatives;
            for (int term = 0; term < terms; term++) {
                int cell = cells[template][term];
                ofTerms[term][cell] += weights[template];
                ofAll[cell] += weights[template];
            }
        }
        IdentityAuc[] areas = new IdentityAuc[terms];
        for (int term = 0; term < terms; term++) {
            areas[term] =
                    IdentityAuc.of(
                            ScoreCounts.of(positives[term], negatives[term]),
                            ScoreCounts.of(
                                    minus(allPositives, positives[term]),
                                    minus(allNegatives, negatives[term])));
        }
        return areas;
    }

    private static double[] minus(double[] all, double[] part) {
        double[] rest = new double[all.length];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = all[i] - part[i];
        }
        return rest;
    }
}
