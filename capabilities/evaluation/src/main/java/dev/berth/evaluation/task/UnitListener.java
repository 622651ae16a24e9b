package dev.berth.evaluation.task;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;

/// Listener of all units of a run, in the order of the data, for analyses that need more of a row
/// than its slices: a search for slices, groups of fairness. For one thread at a time.
///
/// @param <O> outcome of a unit
public interface UnitListener<O> {
    /// The columns that it reads of [PredictedRow#row].
    List<String> columns();

    /// Takes a unit.
    ///
    /// @param unit its rows; the first decides where one value for the unit is needed
    /// @param weight greater than 0
    void accept(List<PredictedRow> unit, O outcome, double weight);

    /// Writes what was gathered, so that a run that was killed can go on.
    void write(ByteWriter out);

    /// Reads what was written.
    ///
    /// @throws IllegalArgumentException for other bytes
    void read(ByteReader in);
}
