package dev.berth.evaluation.classification;

import dev.berth.evaluation.report.Curves;
import dev.berth.evaluation.report.Curves.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Weights of positive and negative units by rising score, and the curves and areas that they give.
/// Units of one cell count as equal in score. Immutable.
public final class ScoreCells {
    private final double[] scores;
    private final double[] positives;
    private final double[] negatives;
    private final double[] positiveSquares;
    private final double[] negativeSquares;

    /// Takes over arrays of one length.
    ScoreCells(
            double[] scores,
            double[] positives,
            double[] negatives,
            double[] positiveSquares,
            double[] negativeSquares) {
        this.scores = scores;
        this.positives = positives;
        this.negatives = negatives;
        this.positiveSquares = positiveSquares;
        this.negativeSquares = negativeSquares;
    }

    public int size() {
        return scores.length;
    }

    /// The least score of a cell.
    public double score(int cell) {
        return scores[cell];
    }

    /// The weight of the positive units of a cell.
    public double positives(int cell) {
        return positives[cell];
    }

    /// The weight of the negative units of a cell.
    public double negatives(int cell) {
        return negatives[cell];
    }

    /// The sum of the squares of the weights of the positive units of a cell.
    public double positiveSquares(int cell) {
        return positiveSquares[cell];
    }

    /// The sum of the squares of the weights of the negative units of a cell.
    public double negativeSquares(int cell) {
        return negativeSquares[cell];
    }

    double rocAuc() {
        return rocAuc(positives, negatives);
    }

    double averagePrecision() {
        return averagePrecision(positives, negatives);
    }

    /// The area under the ROC curve: the probability that a positive unit has a higher score than a
    /// negative one, equal scores counted as half. NaN without a unit of each kind.
    static double rocAuc(double[] positives, double[] negatives) {
        double area = 0;
        double below = 0;
        double positiveSum = 0;
        for (int i = 0; i < positives.length; i++) {
            area += positives[i] * (below + negatives[i] / 2);
            below += negatives[i];
            positiveSum += positives[i];
        }
        return area / (positiveSum * below);
    }

    /// Average precision: the precision at each score, weighted by the recall that is gained there.
    /// It is the area under the precision-recall curve without interpolation, which would be
    /// optimistic (Davis and Goadrich, ICML 2006). NaN without a positive unit.
    static double averagePrecision(double[] positives, double[] negatives) {
        double sum = 0;
        double truePositives = 0;
        double predicted = 0;
        for (int i = positives.length - 1; i >= 0; i--) {
            truePositives += positives[i];
            predicted += positives[i] + negatives[i];
            if (positives[i] > 0) {
                sum += positives[i] * (truePositives / predicted);
            }
        }
        return sum / truePositives;
    }

    /// The same weights in at most about `count` cells of about the same weight each, neighbours
    /// joined.
    ScoreCells coarsened(int count) {
        if (size() <= count) {
            return this;
        }
        double total = 0;
        for (int i = 0; i < size(); i++) {
            total += positives[i] + negatives[i];
        }
        var cell = new int[size()];
        int last = -1;
        double until = 0;
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            if (sum >= until) {
                last++;
                until = Math.max(until, sum) + total / count;
            }
            cell[i] = last;
            sum += positives[i] + negatives[i];
        }
        var joined = new double[5][last + 1];
        for (int i = size() - 1; i >= 0; i--) {
            joined[0][cell[i]] = scores[i];
            joined[1][cell[i]] += positives[i];
            joined[2][cell[i]] += negatives[i];
            joined[3][cell[i]] += positiveSquares[i];
            joined[4][cell[i]] += negativeSquares[i];
        }
        return new ScoreCells(joined[0], joined[1], joined[2], joined[3], joined[4]);
    }

    /// The weights of all cells, those of positive units first.
    double[] weights() {
        return joined(positives, negatives);
    }

    /// The sums of the squares of the weights, in the same order.
    double[] squares() {
        return joined(positiveSquares, negativeSquares);
    }

    private static double[] joined(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /// The ROC curve, thinned to the points of a plot.
    List<Point> rocCurve() {
        double positiveSum = sum(positives);
        double negativeSum = sum(negatives);
        if (!(positiveSum > 0 && negativeSum > 0)) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        points.add(new Point(0, 0, Double.NaN));
        double above = 0;
        double falseAbove = 0;
        for (int i = size() - 1; i >= 0; i--) {
            above += positives[i];
            falseAbove += negatives[i];
            points.add(new Point(falseAbove / negativeSum, above / positiveSum, scores[i]));
        }
        return thinned(points);
    }

    /// The precision-recall curve, thinned to the points of a plot.
    List<Point> precisionRecallCurve() {
        double positiveSum = sum(positives);
        if (!(positiveSum > 0)) {
            return List.of();
        }
        List<Point> points = new ArrayList<>();
        double above = 0;
        double all = 0;
        for (int i = size() - 1; i >= 0; i--) {
            above += positives[i];
            all += positives[i] + negatives[i];
            points.add(new Point(above / positiveSum, above / all, scores[i]));
        }
        return thinned(points);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    /// Points at about equal steps along the curve, the first and the last among them.
    private static List<Point> thinned(List<Point> points) {
        if (points.size() <= Curves.POINTS_MAX) {
            return points;
        }
        double length = 0;
        for (int i = 1; i < points.size(); i++) {
            length += distance(points.get(i - 1), points.get(i));
        }
        double step = length / (Curves.POINTS_MAX - 2);
        List<Point> kept = new ArrayList<>();
        kept.add(points.getFirst());
        double walked = 0;
        double next = step;
        for (int i = 1; i < points.size() - 1; i++) {
            walked += distance(points.get(i - 1), points.get(i));
            if (walked >= next && kept.size() < Curves.POINTS_MAX - 1) {
                kept.add(points.get(i));
                next = walked + step;
            }
        }
        kept.add(points.getLast());
        return kept;
    }

    private static double distance(Point one, Point other) {
        return Math.abs(one.x() - other.x()) + Math.abs(one.y() - other.y());
    }
}
