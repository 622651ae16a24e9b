package dev.berth.batch;

import dev.berth.batch.output.OutputColumn;
import dev.berth.scoring.data.DataFile;
import dev.berth.tables.TextRowFormat.RowScan;
import java.util.Collection;
import java.util.List;

/// What a pass over a source works with.
///
/// @param read columns of the source that are read
/// @param columns of the output
/// @param outputs names in predictions, in the order of the columns after those carried through
/// @param times of the stages, which the pass adds to
record PassInputs(
        DataFile data,
        Collection<String> read,
        RowScan scan,
        CarriedColumns carried,
        List<OutputColumn> columns,
        List<String> outputs,
        StageTimes times) {}
