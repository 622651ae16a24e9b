package dev.berth.encoding.numeric;

/// Changes a vector in place.
@FunctionalInterface
interface VectorFunction {
    void change(float[] vector);

    /// `e^x / Σ e^x`, with the greatest x subtracted first so that nothing overflows.
    static void softmax(float[] vector) {
        float greatest = vector[Vectors.indexOfMax(vector)];
        double sum = 0;
        var powers = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            // Infinity minus infinity is NaN, but its power relative to itself is 1.
            powers[i] = vector[i] == greatest ? 1 : Math.exp((double) vector[i] - greatest);
            sum += powers[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (powers[i] / sum);
        }
    }

    /// `1 / (1 + e^-x)`, by the branch whose power cannot overflow.
    static void sigmoid(float[] vector) {
        for (int i = 0; i < vector.length; i++) {
            double power = Math.exp(-Math.abs((double) vector[i]));
            vector[i] = (float) (vector[i] >= 0 ? 1 / (1 + power) : power / (1 + power));
        }
    }

    /// `x / |x|` by the Euclidean norm, which is summed as doubles and taken as at least 1e-12, so
    /// that a zero vector stays zero.
    static void l2Normalise(float[] vector) {
        double squares = 0;
        for (float element : vector) {
            squares += (double) element * element;
        }
        double norm = Math.max(Math.sqrt(squares), 1e-12);
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / norm);
        }
    }
}
