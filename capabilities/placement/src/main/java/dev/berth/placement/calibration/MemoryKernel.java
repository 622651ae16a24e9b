package dev.berth.placement.calibration;

import java.util.Arrays;

/// STREAM's triad, `a = b + s · c`, over arrays that no cache holds: bound by memory. Counted like
/// STREAM does, three floats for each element. Source: McCalpin, *Memory Bandwidth and Machine
/// Balance in Current High Performance Computers*, 1995.
final class MemoryKernel implements Kernel {
    private final float[] sum;
    private final float[] first;
    private final float[] second;

    /// @param elements of each of the three arrays
    MemoryKernel(int elements) {
        sum = new float[elements];
        first = new float[elements];
        second = new float[elements];
        Arrays.fill(first, 1.5f);
        Arrays.fill(second, 0.25f);
    }

    @Override
    public double unitsPerPass() {
        return 3.0 * Float.BYTES * sum.length;
    }

    @Override
    public float pass() {
        triad(sum, first, second);
        return sum[sum.length / 2];
    }

    private static void triad(float[] sum, float[] first, float[] second) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = first[i] + 3f * second[i];
        }
    }
}
