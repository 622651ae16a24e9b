package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.report.BatchJson;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.prediction.RowResult;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Receiver of scored batches, in their order: writes the rows of a part, sets aside those at fault
/// and finishes the part. For one thread.
final class PartSink {
    private final PassInputs inputs;
    private final PartWriter writer;
    private final JobFolder folder;
    private final Runnable unchanged;
    private final long setAsideMax;
    private final Deque<UnreadableRow> unreadable;
    private final List<String> setAside = new ArrayList<>();
    private final AtomicLong setAsideCount = new AtomicLong();
    private int part;

    /// @param part the first that it writes
    /// @param unchanged checks that source and model are what they were
    PartSink(
            PassInputs inputs,
            PartWriter writer,
            JobFolder folder,
            int part,
            Runnable unchanged,
            long setAsideMax) {
        this.inputs = inputs;
        this.writer = writer;
        this.folder = folder;
        this.unchanged = unchanged;
        this.setAsideMax = setAsideMax;
        this.unreadable = new ArrayDeque<>(inputs.scan().unreadable());
        this.part = part;
    }

    /// Counts what finished parts have set aside.
    void countFinished() {
        for (int each = 0; each < part; each++) {
            setAsideCount.addAndGet(folder.setAsideCount(each));
        }
    }

    /// Passes over rows that cannot be read and are in parts before the first.
    ///
    /// @param consumed readable rows that are in these parts
    void passOver(long consumed) {
        long left = consumed;
        // Each unreadable row lies behind as many readable ones as its number says, less those
        // that are unreadable before it.
        long before = 0;
        while (!unreadable.isEmpty() && unreadable.getFirst().number() - 1 - before < left) {
            unreadable.removeFirst();
            before++;
        }
        if (part > 0 && consumed == inputs.scan().readable()) {
            unreadable.clear();
        }
    }

    /// Rows without a prediction, so far; from any thread.
    long setAsideCount() {
        return setAsideCount.get();
    }

    /// Takes a batch, and closes it.
    ///
    /// @throws ProblemException `row-invalid` if more rows are at fault than may be
    void add(ScoredBatch batch) {
        long start = System.nanoTime();
        try (batch) {
            switch (batch) {
                case ScoredBatch.OfColumns columns -> add(columns);
                case ScoredBatch.OfRows rows -> rows.results().forEach(this::add);
            }
        }
        inputs.times().addSince(Stage.GATHERING, start);
    }

    private void add(ScoredBatch.OfColumns columns) {
        int from = 0;
        for (Map.Entry<Integer, RowResult> other : columns.others().entrySet()) {
            addColumns(columns, from, other.getKey());
            add(other.getValue());
            from = other.getKey() + 1;
        }
        addColumns(columns, from, columns.size());
    }

    private void addColumns(ScoredBatch.OfColumns columns, int from, int to) {
        if (from < to) {
            writer.addColumns(
                    columns.batch(), columns.carried(), columns.outputs(), from, to - from);
        }
    }

    private void add(RowResult result) {
        switch (result) {
            case RowResult.Predicted(PredictedRow predicted) -> add(predicted);
            case RowResult.Failed failed ->
                    setAside(
                            new SetAside(
                                    failed.row().number(),
                                    failed.column(),
                                    failed.code().code(),
                                    failed.message()));
        }
    }

    private void add(PredictedRow predicted) {
        List<OutputColumn> columns = inputs.columns();
        var values = new @Nullable Object[columns.size()];
        try {
            inputs.carried().read(predicted.row(), values);
            int carried = columns.size() - inputs.outputs().size();
            for (int i = 0; i < inputs.outputs().size(); i++) {
                values[carried + i] =
                        columns.get(carried + i)
                                .stored(predicted.prediction().get(inputs.outputs().get(i)));
            }
        } catch (InvalidRowException e) {
            setAside(
                    new SetAside(
                            predicted.row().number(),
                            e.column(),
                            ProblemCode.ROW_INVALID.code(),
                            e.reason()));
            return;
        }
        writer.add(values);
    }

    /// Finishes the part.
    ///
    /// @param last number of its last row; the greatest for the last part
    /// @throws ProblemException `batch-changed` if source or model are no longer what they were
    void finish(long last) {
        while (!unreadable.isEmpty() && unreadable.getFirst().number() < last) {
            UnreadableRow row = unreadable.removeFirst();
            setAside(
                    new SetAside(
                            row.number(),
                            row.column(),
                            ProblemCode.ROW_INVALID.code(),
                            row.reason()));
        }
        unchanged.run();
        long start = System.nanoTime();
        writer.finish(folder.unfinished(part));
        folder.finish(part, setAside);
        inputs.times().addSince(Stage.WRITING, start);
        setAside.clear();
        part++;
    }

    private void setAside(SetAside row) {
        setAside.add(BatchJson.line(row));
        long count = setAsideCount.incrementAndGet();
        if (count > setAsideMax) {
            throw tooMany(inputs.data().file(), count, setAsideMax, row);
        }
    }

    /// @param last row that was set aside
    static ProblemException tooMany(Path source, long count, long max, SetAside last) {
        return new ProblemException(
                ProblemCode.ROW_INVALID,
                count
                        + " rows cannot be scored (expected: at most "
                        + max
                        + "); the last is "
                        + source
                        + ": row "
                        + last.row()
                        + (last.column().isEmpty() ? "" : ", column " + last.column())
                        + ": "
                        + last.message(),
                "correct the rows, or allow more to be set aside: --max-set-aside");
    }
}
