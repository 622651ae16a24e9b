package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.RowCounts;
import dev.berth.evaluation.report.RowCounts.SetAsideRow;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.evaluation.report.Timing;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.RowResult;
import dev.berth.scoring.prediction.RowResult.Failed;
import dev.berth.scoring.prediction.RowResult.Predicted;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The pass of a run over its rows. For one thread, which reads and accumulates; requests run on
/// virtual threads, at most as many as the options say, so at most as many batches are in memory.
///
/// @param <O> outcome of a unit
final class RowPass<O> {
    /// Rows of one group, which are in memory together.
    private static final int GROUP_ROWS_MAX = 100_000;

    /// The time between two writes of the progress is at least so many times that of a write.
    private static final int WRITE_SHARE = 20;

    private final Parts<O> parts;
    private final RunOptions options;
    private final ProgressListener listener;
    private final Optional<ProgressFile> progress;
    private final SetAsideRows setAside;
    private final long total;
    private final int[] positions;
    private final List<RowResult> unit = new ArrayList<>();
    private String unitGroup = "";

    /// Readable rows that an earlier run has read.
    private long resumedRows;

    /// Readable rows whose units are complete.
    private long consumed;

    private long evaluated;
    private long passedNanos;
    private long startNanos;
    private long nextWriteNanos;

    /// What a pass works with.
    record Parts<O>(
            DataFile data,
            Collection<String> columns,
            RowScan scan,
            TaskEvaluation<O> task,
            SliceSet slices,
            Optional<String> weight,
            SliceAccumulators<O> accumulators,
            BatchPredictor predictor) {}

    /// Result of a pass.
    record Result(RowCounts rows, List<SliceResult> slices, Timing timing) {}

    RowPass(
            Parts<O> parts,
            RunOptions options,
            ProgressListener listener,
            Optional<ProgressFile> progress) {
        this.parts = parts;
        this.options = options;
        this.listener = listener;
        this.progress = progress;
        this.total = parts.scan().readable() + parts.scan().unreadable().size();
        this.setAside = new SetAsideRows(parts.data().file().toString(), options, total);
        this.positions = new int[parts.slices().slices().size()];
    }

    Result run() {
        startNanos = System.nanoTime();
        if (!resume()) {
            for (UnreadableRow row : parts.scan().unreadable()) {
                setAside.add(
                        new SetAsideRow(
                                row.number(),
                                row.column(),
                                ProblemCode.ROW_INVALID.code(),
                                row.reason()),
                        1);
            }
        }
        nextWriteNanos = startNanos + options.progressInterval().toNanos();
        listener.progress(consumed + parts.scan().unreadable().size(), total, setAside.count());
        try (RowCursor rows =
                        parts.data()
                                .rows(
                                        parts.columns(),
                                        parts.scan().unreadable(),
                                        parts.task().groupColumn());
                ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            pass(rows, requests);
        }
        requireAll();
        double seconds = (passedNanos + System.nanoTime() - startNanos) / 1e9;
        return new Result(
                new RowCounts(total, evaluated, setAside.count(), setAside.first()),
                parts.accumulators().results(),
                new Timing(seconds, evaluated / Math.max(seconds, 1e-9)));
    }

    /// A file that changes while it is read, or a reader that loses rows, must not go unnoticed.
    private void requireAll() {
        if (consumed != parts.scan().readable()) {
            throw new ProblemException(
                    ProblemCode.SOURCE_UNAVAILABLE,
                    parts.data().file()
                            + " gave "
                            + consumed
                            + " rows (expected: "
                            + parts.scan().readable()
                            + ", as many as before the evaluation)",
                    "run it again on a file that does not change");
        }
    }

    /// Removes the progress, once the report is complete.
    void finish() {
        progress.ifPresent(ProgressFile::delete);
    }

    private void pass(RowCursor rows, ExecutorService requests) {
        ArrayDeque<Future<List<RowResult>>> inFlight = new ArrayDeque<>();
        try {
            long left = resumedRows;
            for (Optional<RowBlock> block = rows.next(); block.isPresent(); block = rows.next()) {
                List<DataRow> all = block.get().rows();
                int from = (int) Math.min(all.size(), left);
                left -= from;
                for (; from < all.size(); from += options.batchRows()) {
                    int to = Math.min(all.size(), from + options.batchRows());
                    List<DataRow> batch = all.subList(from, to);
                    if (inFlight.size() == options.requestsMax()) {
                        take(inFlight.remove());
                    }
                    inFlight.add(requests.submit(() -> parts.predictor().predict(batch)));
                }
            }
            while (!inFlight.isEmpty()) {
                take(inFlight.remove());
            }
            completeUnit();
        } finally {
            inFlight.forEach(each -> each.cancel(true));
        }
    }

    private void take(Future<List<RowResult>> batch) {
        for (RowResult result : await(batch)) {
            add(result);
        }
        listener.progress(consumed + parts.scan().unreadable().size(), total, setAside.count());
        writeIfDue();
    }

    private static List<RowResult> await(Future<List<RowResult>> batch) {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ProblemException problem -> throw problem;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    ProblemCode.CANCELLED, "the evaluation was interrupted", "run it again");
        }
    }

    private void add(RowResult result) {
        if (parts.task().groupColumn().isEmpty()) {
            unit.add(result);
            completeUnit();
            return;
        }
        String column = parts.task().groupColumn().get();
        String group = result.row().text(column);
        if (group == null) {
            completeUnit();
            setAside.add(row(result.row(), column, "no value (expected: that of a group)"), 1);
            consumed++;
            return;
        }
        if (!group.equals(unitGroup)) {
            completeUnit();
            unitGroup = group;
        }
        if (unit.size() == GROUP_ROWS_MAX) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    "group '"
                            + SanitizedText.of(group)
                            + "' of column '"
                            + column
                            + "' has more than "
                            + GROUP_ROWS_MAX
                            + " rows (expected: fewer)",
                    "split the group");
        }
        unit.add(result);
    }

    private void completeUnit() {
        if (unit.isEmpty()) {
            return;
        }
        List<PredictedRow> rows = new ArrayList<>(unit.size());
        Optional<SetAsideRow> failure = Optional.empty();
        for (RowResult result : unit) {
            switch (result) {
                case Predicted(PredictedRow predicted) -> rows.add(predicted);
                case Failed failed -> {
                    if (failure.isEmpty()) {
                        failure =
                                Optional.of(
                                        new SetAsideRow(
                                                failed.row().number(),
                                                failed.column(),
                                                failed.code().code(),
                                                failed.message()));
                    }
                }
            }
        }
        if (failure.isEmpty()) {
            failure = evaluate(rows);
        }
        int size = unit.size();
        unit.clear();
        failure.ifPresent(row -> setAside.add(row, size));
        consumed += size;
    }

    /// Evaluates a unit, or finds why that cannot be.
    private Optional<SetAsideRow> evaluate(List<PredictedRow> rows) {
        DataRow first = rows.getFirst().row();
        try {
            double weight = RowWeight.of(parts.weight(), first);
            O outcome = parts.task().outcome(rows);
            int count = parts.slices().find(first, positions);
            parts.accumulators().add(rows, outcome, weight, positions, count);
            evaluated += rows.size();
            return Optional.empty();
        } catch (InvalidRowException e) {
            return Optional.of(row(first, e.column(), e.reason()));
        }
    }

    private static SetAsideRow row(DataRow row, String column, String message) {
        return new SetAsideRow(row.number(), column, ProblemCode.ROW_INVALID.code(), message);
    }

    private void writeIfDue() {
        long now = System.nanoTime();
        if (progress.isEmpty() || now - nextWriteNanos < 0) {
            return;
        }
        var out = new ByteWriter();
        out.writeUnsigned(consumed);
        out.writeUnsigned(evaluated);
        out.writeUnsigned(passedNanos + now - startNanos);
        setAside.write(out);
        parts.accumulators().write(out);
        progress.get().write(out);
        long took = System.nanoTime() - now;
        long interval = options.progressInterval().toNanos();
        nextWriteNanos =
                System.nanoTime() + (interval == 0 ? 0 : Math.max(interval, WRITE_SHARE * took));
    }

    private boolean resume() {
        Optional<ByteReader> found = progress.flatMap(ProgressFile::read);
        if (found.isEmpty()) {
            return false;
        }
        ByteReader in = found.get();
        consumed = in.readUnsigned();
        resumedRows = consumed;
        evaluated = in.readUnsigned();
        passedNanos = in.readUnsigned();
        setAside.read(in);
        parts.accumulators().read(in);
        return true;
    }
}
