package dev.berth.evaluation.comparison;

/// Units that two candidates answered, in columns.
final class PairedUnits {
    private final double[] firstLosses;
    private final double[] secondLosses;
    private final double[] firstScores;
    private final double[] secondScores;
    private final boolean[] positive;
    private int count;
    private int onlyFirstRight;
    private int onlySecondRight;
    private boolean isBinary = true;
    private boolean hasScores = true;

    PairedUnits(int capacity) {
        firstLosses = new double[capacity];
        secondLosses = new double[capacity];
        firstScores = new double[capacity];
        secondScores = new double[capacity];
        positive = new boolean[capacity];
    }

    void add(
            double firstLoss,
            double secondLoss,
            double firstScore,
            double secondScore,
            boolean isPositive,
            boolean isFirstRight,
            boolean isSecondRight,
            boolean isBinaryTask) {
        firstLosses[count] = firstLoss;
        secondLosses[count] = secondLoss;
        firstScores[count] = firstScore;
        secondScores[count] = secondScore;
        positive[count] = isPositive;
        onlyFirstRight += isFirstRight && !isSecondRight ? 1 : 0;
        onlySecondRight += isSecondRight && !isFirstRight ? 1 : 0;
        isBinary &= isBinaryTask;
        hasScores &= !Double.isNaN(firstScore) && !Double.isNaN(secondScore);
        count++;
    }

    int count() {
        return count;
    }

    /// Whether labels, decisions and counts of right decisions mean something.
    boolean isBinary() {
        return isBinary && count > 0;
    }

    /// Whether both gave a score for each unit.
    boolean hasScores() {
        return isBinary() && hasScores;
    }

    double firstLoss(int unit) {
        return firstLosses[unit];
    }

    double secondLoss(int unit) {
        return secondLosses[unit];
    }

    double firstScore(int unit) {
        return firstScores[unit];
    }

    double secondScore(int unit) {
        return secondScores[unit];
    }

    boolean isPositive(int unit) {
        return positive[unit];
    }

    /// Units that the first decided rightly and the second did not.
    int onlyFirstRight() {
        return onlyFirstRight;
    }

    /// Units that the second decided rightly and the first did not.
    int onlySecondRight() {
        return onlySecondRight;
    }
}
