package dev.berth.evaluation.paired;

import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.Resampling;

/// Resampling of no resamples: metrics have no intervals.
record NoResampling(double confidence) implements Resampling {
    @Override
    public int count() {
        return 0;
    }

    @Override
    public void unitWeights(long unit, byte[] weights) {
        // There is no resample to have a weight in.
    }

    @Override
    public CellDraws drawCells(long stream, double[] weights, double[] squares) {
        return (resample, drawn) -> {
            throw new IndexOutOfBoundsException(resample);
        };
    }

    @Override
    public MetricValue metric(String name, double value, double[] resampled) {
        return MetricValue.of(name, value);
    }
}
