package dev.berth.evaluation.paired;

import dev.berth.evaluation.task.ResampledSums;

/// Sums without resamples.
final class PlainSums implements ResampledSums {
    private final double[] sums;
    private long units;
    private double weight;

    PlainSums(int terms) {
        sums = new double[terms];
    }

    void add(double[] terms, double unitWeight) {
        units++;
        weight += unitWeight;
        for (int i = 0; i < terms.length; i++) {
            sums[i] += unitWeight * terms[i];
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
        throw new IndexOutOfBoundsException(resample);
    }

    @Override
    public double sum(int term, int resample) {
        throw new IndexOutOfBoundsException(resample);
    }
}
