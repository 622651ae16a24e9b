package dev.berth.evaluation.testing;

import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;

/// Sums of terms, added one by one.
public final class PlainSums implements ResampledSums {
    private final Resampling resampling;
    private final double[] sums;
    private final double[][] resampledSums;
    private final double[] resampledWeights;
    private long units;
    private double weight;

    public PlainSums(int terms, Resampling resampling) {
        this.resampling = resampling;
        sums = new double[terms];
        resampledSums = new double[resampling.count()][terms];
        resampledWeights = new double[resampling.count()];
    }

    public void add(double[] terms, long unit, double unitWeight) {
        units++;
        weight += unitWeight;
        byte[] drawn = new byte[resampling.count()];
        resampling.unitWeights(unit, drawn);
        for (int term = 0; term < terms.length; term++) {
            sums[term] += unitWeight * terms[term];
        }
        for (int resample = 0; resample < drawn.length; resample++) {
            resampledWeights[resample] += unitWeight * drawn[resample];
            for (int term = 0; term < terms.length; term++) {
                resampledSums[resample][term] += unitWeight * drawn[resample] * terms[term];
            }
        }
    }

    @Override
    public long units() {
        return units;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public double sum(int term) {
        return sums[term];
    }

    @Override
    public double weight(int resample) {
        return resampledWeights[resample];
    }

    @Override
    public double sum(int term, int resample) {
        return resampledSums[resample][term];
    }
}
