package dev.berth.batch;

import dev.berth.batch.output.OutputColumn;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.report.BatchJson;
import dev.berth.batch.report.BatchReport.SetAside;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.prediction.BatchPredictor;
import dev.berth.scoring.prediction.RowResult;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import dev.berth.tables.TextRowFormat.RowScan;
import dev.berth.tables.TextRowFormat.UnreadableRow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Pass over the readable rows that no finished part has. For one thread, which reads and writes;
/// requests run on virtual threads, at most as many as the options say, so at most as many batches
/// are in memory.
///
/// Batches do not reach over the end of a part, so that each has the same rows in every run.
final class PartPass {
    private final Parts parts;
    private final BatchOptions options;
    private final BatchListener listener;
    private final long total;
    private final long setAsideMax;
    private final Deque<UnreadableRow> unreadable;
    private final List<String> setAside = new ArrayList<>();
    private long setAsideCount;

    /// Readable rows that are in a part, finished or not.
    private long consumed;

    /// Rows of this run.
    private long passed;

    private long startNanos;

    /// What a pass works with.
    ///
    /// @param outputs names in predictions, in the order of the columns after those carried through
    record Parts(
            DataFile data,
            Collection<String> read,
            RowScan scan,
            CarriedColumns carried,
            List<OutputColumn> columns,
            List<String> outputs,
            BatchPredictor predictor) {}

    PartPass(Parts parts, BatchOptions options, BatchListener listener) {
        this.parts = parts;
        this.options = options;
        this.listener = listener;
        this.unreadable = new ArrayDeque<>(parts.scan().unreadable());
        this.total = parts.scan().readable() + unreadable.size();
        this.setAsideMax = (long) (options.setAsideShareMax() * total);
    }

    /// Finishes all parts.
    ///
    /// @return how many rows it read
    long run(JobFolder folder, PartWriter writer, SourceFile source) {
        int part = folder.finished();
        startNanos = System.nanoTime();
        try (RowCursor rows =
                        parts.data()
                                .rows(parts.read(), parts.scan().unreadable(), Optional.empty());
                ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            var batches = new RowBatches(rows);
            consumed = Math.min((long) part * options.partRows(), parts.scan().readable());
            resume(folder, part, batches.skip(consumed));
            while (consumed < parts.scan().readable() || part == 0) {
                long last = pass(batches, requests, writer);
                boolean isEnd = consumed == parts.scan().readable();
                takeUnreadable(isEnd ? Long.MAX_VALUE : last);
                source.requireUnchanged();
                writer.finish(folder.unfinished(part));
                folder.finish(part, setAside);
                setAside.clear();
                part++;
            }
        }
        return passed;
    }

    /// Counts what finished parts have set aside.
    private void resume(JobFolder folder, int finished, long lastNumber) {
        while (!unreadable.isEmpty() && unreadable.getFirst().number() < lastNumber) {
            unreadable.removeFirst();
        }
        if (finished > 0 && consumed == parts.scan().readable()) {
            unreadable.clear();
        }
        for (int part = 0; part < finished; part++) {
            setAsideCount += folder.setAsideCount(part);
        }
    }

    /// Passes the rows of one part.
    ///
    /// @return the number of the last
    private long pass(RowBatches batches, ExecutorService requests, PartWriter writer) {
        ArrayDeque<Future<List<RowResult>>> inFlight = new ArrayDeque<>();
        long number = 0;
        try {
            long left = Math.min(options.partRows(), parts.scan().readable() - consumed);
            while (left > 0) {
                List<DataRow> batch = batches.next((int) Math.min(left, options.batchRows()));
                if (batch.isEmpty()) {
                    throw new ProblemException(
                            ProblemCode.BATCH_CHANGED,
                            parts.data().file()
                                    + " gave "
                                    + consumed
                                    + " rows (expected: "
                                    + parts.scan().readable()
                                    + ", as many as at the begin)",
                            "score a file that is not written to, and begin anew: --restart");
                }
                left -= batch.size();
                number = batch.getLast().number();
                if (inFlight.size() == options.requestsMax()) {
                    take(inFlight.remove(), writer);
                }
                throttle(batch.size());
                inFlight.add(requests.submit(() -> parts.predictor().predict(batch)));
            }
            while (!inFlight.isEmpty()) {
                take(inFlight.remove(), writer);
            }
            return number;
        } finally {
            inFlight.forEach(each -> each.cancel(true));
        }
    }

    /// Waits until the next rows are due.
    private void throttle(int rows) {
        passed += rows;
        if (options.rowsPerSecondMax().isEmpty()) {
            return;
        }
        double due = (passed - rows) / options.rowsPerSecondMax().getAsDouble();
        long end = startNanos + (long) (due * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted();
            }
        }
    }

    private void take(Future<List<RowResult>> batch, PartWriter writer) {
        List<RowResult> results = await(batch);
        for (RowResult result : results) {
            switch (result) {
                case RowResult.Predicted(PredictedRow predicted) -> add(predicted, writer);
                case RowResult.Failed failed ->
                        setAside(
                                new SetAside(
                                        failed.row().number(),
                                        failed.column(),
                                        failed.code().code(),
                                        failed.message()));
            }
        }
        consumed += results.size();
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        listener.progress(
                Math.min(total, consumed + parts.scan().unreadable().size() - unreadable.size()),
                total,
                setAsideCount,
                passed / Math.max(seconds, 1e-9));
    }

    private void add(PredictedRow predicted, PartWriter writer) {
        List<OutputColumn> columns = parts.columns();
        var values = new @Nullable Object[columns.size()];
        try {
            parts.carried().read(predicted.row(), values);
            int carried = columns.size() - parts.outputs().size();
            for (int i = 0; i < parts.outputs().size(); i++) {
                values[carried + i] =
                        columns.get(carried + i)
                                .stored(predicted.prediction().get(parts.outputs().get(i)));
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

    /// Sets aside what cannot be read up to a row.
    private void takeUnreadable(long number) {
        while (!unreadable.isEmpty() && unreadable.getFirst().number() < number) {
            UnreadableRow row = unreadable.removeFirst();
            setAside(
                    new SetAside(
                            row.number(),
                            row.column(),
                            ProblemCode.ROW_INVALID.code(),
                            row.reason()));
        }
    }

    private void setAside(SetAside row) {
        setAside.add(BatchJson.line(row));
        setAsideCount++;
        if (setAsideCount > setAsideMax) {
            throw new ProblemException(
                    ProblemCode.ROW_INVALID,
                    setAsideCount
                            + " rows cannot be scored (expected: at most "
                            + setAsideMax
                            + "); the last is "
                            + parts.data().file()
                            + ": row "
                            + row.row()
                            + (row.column().isEmpty() ? "" : ", column " + row.column())
                            + ": "
                            + row.message(),
                    "correct the rows, or allow more to be set aside: --max-set-aside");
        }
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
            throw interrupted();
        }
    }

    private static ProblemException interrupted() {
        return new ProblemException(
                ProblemCode.CANCELLED,
                "the job was interrupted",
                "run it again: it goes on after its last finished part");
    }
}
