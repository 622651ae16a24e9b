package dev.berth.evaluation.auc;

import dev.berth.evaluation.classification.ScoreCells;
import java.util.Arrays;

/// Scores of all rows in cells, and of the rows with and without an identity in the same cells.
///
/// Weights and their squares stand in one array: of positive rows by cell, then of negative rows.
final class IdentityScores {
    private final double[] scores;
    private final double[] weights;
    private final double[] squares;

    private IdentityScores(double[] scores, double[] weights, double[] squares) {
        this.scores = scores;
        this.weights = weights;
        this.squares = squares;
    }

    static IdentityScores of(ScoreCells cells) {
        int size = cells.size();
        double[] scores = new double[size];
        double[] weights = new double[2 * size];
        double[] squares = new double[2 * size];
        for (int cell = 0; cell < size; cell++) {
            scores[cell] = cells.score(cell);
            weights[cell] = cells.positives(cell);
            weights[size + cell] = cells.negatives(cell);
            squares[cell] = cells.positiveSquares(cell);
            squares[size + cell] = cells.negativeSquares(cell);
        }
        return new IdentityScores(scores, weights, squares);
    }

    /// Rows with an identity, and the background: all others.
    record Part(Weights identity, Weights background) {}

    /// Weights of the cells of one part.
    static final class Weights {
        private final double[] weights;
        private final double[] squares;

        private Weights(double[] weights, double[] squares) {
            this.weights = weights;
            this.squares = squares;
        }

        double[] weights() {
            return weights;
        }

        double[] squares() {
            return squares;
        }

        /// Counts of weights that stand in one array.
        static ScoreCounts counts(double[] weights) {
            int size = weights.length / 2;
            return ScoreCounts.of(
                    Arrays.copyOf(weights, size),
                    Arrays.copyOfRange(weights, size, weights.length));
        }

        /// The same in fewer cells.
        ///
        /// @param cell by cell, the new one
        private Weights joined(int[] cell, int count) {
            return new Weights(joined(weights, cell, count), joined(squares, cell, count));
        }

        private static double[] joined(double[] values, int[] cell, int count) {
            double[] joined = new double[2 * count];
            for (int i = 0; i < cell.length; i++) {
                joined[cell[i]] += values[i];
                joined[count + cell[i]] += values[cell.length + i];
            }
            return joined;
        }
    }

    /// Divides the rows by an identity.
    ///
    /// @param cells of its rows, which are cells of all rows too
    Part part(ScoreCells cells) {
        int size = scores.length;
        double[] own = new double[2 * size];
        double[] ownSquares = new double[2 * size];
        for (int i = 0; i < cells.size(); i++) {
            int cell = Arrays.binarySearch(scores, cells.score(i));
            own[cell] = cells.positives(i);
            own[size + cell] = cells.negatives(i);
            ownSquares[cell] = cells.positiveSquares(i);
            ownSquares[size + cell] = cells.negativeSquares(i);
        }
        double[] rest = new double[2 * size];
        double[] restSquares = new double[2 * size];
        for (int i = 0; i < rest.length; i++) {
            // Of weights a rounding error may be left.
            rest[i] = Math.max(0, weights[i] - own[i]);
            restSquares[i] = Math.max(0, squares[i] - ownSquares[i]);
        }
        return new Part(new Weights(own, ownSquares), new Weights(rest, restSquares));
    }

    /// Both parts in at most about `count` cells, of about the same weight of both together.
    static Part coarsened(Part part, int count) {
        double[] own = part.identity.weights;
        double[] rest = part.background.weights;
        int size = own.length / 2;
        if (size <= count) {
            return part;
        }
        double total = 0;
        for (int i = 0; i < own.length; i++) {
            total += own[i] + rest[i];
        }
        int[] cell = new int[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            cell[i] = Math.min(count - 1, (int) (sum / total * count));
            sum += own[i] + own[size + i] + rest[i] + rest[size + i];
        }
        return new Part(part.identity.joined(cell, count), part.background.joined(cell, count));
    }
}
