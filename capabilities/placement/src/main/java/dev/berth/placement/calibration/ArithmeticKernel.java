package dev.berth.placement.calibration;

import java.util.Arrays;

/// Product of two square matrices of 64 rows, which stay in the first-level cache: bound by
/// arithmetic. The inner loop has the form that HotSpot vectorises.
final class ArithmeticKernel implements Kernel {
    private static final int ROWS = 64;

    /// Some 25 ms on a core of 20 GFLOP/s.
    private static final int PRODUCTS = 1_000;

    /// Rows that are added in one pass over a row of the product.
    private static final int UNROLLED = 4;

    private final float[][] left = new float[ROWS][ROWS];
    private final float[][] right = new float[ROWS][ROWS];
    private final float[][] product = new float[ROWS][ROWS];

    ArithmeticKernel() {
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < ROWS; column++) {
                left[row][column] = ((row + column) % 7) * 0.25f - 0.75f;
                right[row][column] = ((row * column) % 11) * 0.125f - 0.5f;
            }
        }
    }

    @Override
    public double unitsPerPass() {
        return 2.0 * ROWS * ROWS * ROWS * PRODUCTS;
    }

    @Override
    public float pass() {
        for (int i = 0; i < PRODUCTS; i++) {
            multiply(left, right, product);
        }
        return product[1][1];
    }

    private static void multiply(float[][] left, float[][] right, float[][] product) {
        for (int row = 0; row < ROWS; row++) {
            float[] factors = left[row];
            float[] to = product[row];
            Arrays.fill(to, 0);
            for (int k = 0; k < ROWS; k += UNROLLED) {
                addRows(factors, k, right[k], right[k + 1], right[k + 2], right[k + 3], to);
            }
        }
    }

    private static void addRows(
            float[] factors, int k, float[] a, float[] b, float[] c, float[] d, float[] to) {
        float first = factors[k];
        float second = factors[k + 1];
        float third = factors[k + 2];
        float fourth = factors[k + 3];
        for (int i = 0; i < to.length; i++) {
            to[i] += first * a[i] + second * b[i] + third * c[i] + fourth * d[i];
        }
    }
}
