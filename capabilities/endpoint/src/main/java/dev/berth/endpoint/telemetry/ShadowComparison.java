package dev.berth.endpoint.telemetry;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import java.util.Arrays;

/// Comparison of a shadow's response with the caller's.
///
/// @param isAgreed whether all outputs are the same: texts exactly, numbers within a millionth of
///   the larger one, or of 1
/// @param distance mean absolute difference of all numbers, 0 if there are none; infinite where
///   shapes differ or one is no number and the other is
/// @param answerNanos how long the caller's answer took
/// @param shadowNanos how long the shadow's took
public record ShadowComparison(
        boolean isAgreed, double distance, long answerNanos, long shadowNanos) {
    private static final double TOLERANCE = 1e-6;

    /// Of two answers of the same signature with one row each; both stay the caller's.
    public static ShadowComparison of(
            NamedTensors answer, NamedTensors shadow, long answerNanos, long shadowNanos) {
        boolean agreed = true;
        double sum = 0;
        long numbers = 0;
        for (int i = 0; i < answer.count(); i++) {
            Tensor one = answer.tensor(i);
            Tensor other = shadow.require(answer.name(i));
            if (!one.shape().equals(other.shape())) {
                agreed = false;
                sum = one.type().isVariable() ? sum : Double.POSITIVE_INFINITY;
                numbers++;
                continue;
            }
            int count = (int) one.shape().elementCount();
            for (int k = 0; k < count; k++) {
                if (one.type().isVariable()) {
                    agreed &= Arrays.equals(one.element(k), other.element(k));
                } else {
                    double distance = distance(one.number(k), other.number(k));
                    agreed &= distance <= tolerance(one.number(k), other.number(k));
                    sum += distance;
                    numbers++;
                }
            }
        }
        return new ShadowComparison(
                agreed, numbers == 0 ? 0 : sum / numbers, answerNanos, shadowNanos);
    }

    private static double distance(double one, double other) {
        if (Double.compare(one, other) == 0 || one == other) {
            return 0;
        }
        double distance = Math.abs(one - other);
        return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
    }

    private static double tolerance(double one, double other) {
        double larger = Math.max(Math.abs(one), Math.abs(other));
        return TOLERANCE * (Double.isFinite(larger) ? Math.max(1, larger) : 1);
    }
}
