package dev.berth.evaluation.task;

/// Weights of cells in every resample.
public interface CellDraws {
    /// Writes the weight of each cell in one resample.
    ///
    /// @param resample from 0 to below [Resampling#count]
    /// @param drawn of the length of the cells
    void read(int resample, double[] drawn);
}
