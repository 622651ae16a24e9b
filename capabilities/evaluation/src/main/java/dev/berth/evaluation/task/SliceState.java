package dev.berth.evaluation.task;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;

/// State of one slice that a task gathers besides its sums. For one thread at a time.
///
/// Its size is bounded, whatever the number of units: a run holds one for each slice.
///
/// @param <O> outcome of a unit
public interface SliceState<O> {
    /// Adds a unit. Units come in the order of the data.
    ///
    /// @param unit number of the unit: of its first row; grows from unit to unit
    /// @param weight greater than 0; 1 without a weight column
    void add(O outcome, long unit, double weight);

    /// The metrics of the slice, in the order in which they are shown. A slice without units has
    /// all metrics, undefined.
    ///
    /// @param sums those of the task's terms
    SliceMetrics metrics(ResampledSums sums, Resampling resampling);

    /// Writes the state, so that a run that was killed can go on.
    void write(ByteWriter out);

    /// Reads what was written into a new state.
    ///
    /// @throws IllegalArgumentException for other bytes
    void read(ByteReader in);
}
