package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.batch.output.PartWriter;
import dev.berth.batch.state.JobFolder;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.RowBatch;
import dev.berth.tables.TextRowFormat.RowScan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Pass over the readable rows that no finished part has. Rows are read, predicted and written at
/// the same time: by a thread that reads ahead, by virtual threads with a request each, and by a
/// thread that writes behind. Each holds a bounded number of batches. For one thread.
///
/// Batches do not reach over the end of a part, so that each has the same rows in every run.
final class PartPass {
    /// Batches that wait to be predicted.
    private static final int WAITING_MAX = 8;

    /// Bytes of batches that wait to be written: prediction goes on while a part is written.
    private static final int WAITING_BYTES_MAX = 16 << 20;

    private final PassInputs inputs;
    private final BatchScorer scorer;
    private final BatchOptions options;
    private final int batchRows;
    private final BatchListener listener;
    private final long total;

    /// Request in flight.
    ///
    /// @param entered closed by the request, unless it is cancelled before it begins
    private record InFlight(Future<ScoredBatch> request, RowGate.Entry entered) {
        void discard() {
            entered.close();
            if (request.state() == Future.State.SUCCESS) {
                request.resultNow().close();
            }
        }
    }

    /// Readable rows of the source after the last that is read.
    private long end;

    /// Readable rows that are in a part, finished or not.
    private long consumed;

    /// Rows of this run.
    private long passed;

    private long startNanos;

    /// @param batchRows rows of a request
    PartPass(
            PassInputs inputs,
            BatchScorer scorer,
            BatchOptions options,
            int batchRows,
            BatchListener listener) {
        this.inputs = inputs;
        this.scorer = scorer;
        this.options = options;
        this.batchRows = batchRows;
        this.listener = listener;
        this.total = inputs.scan().readable() + inputs.scan().unreadable().size();
    }

    /// Finishes all parts.
    ///
    /// @param unchanged checks that source and model are what they were, before a part is finished
    /// @return how many rows it read
    long run(JobFolder folder, PartWriter writer, Runnable unchanged) {
        int part = folder.finished();
        PartSink sink = sink(folder, part, writer, unchanged);
        sink.countFinished();
        end = inputs.scan().readable();
        long finished = Math.min((long) part * options.partRows(), end);
        if (part > 0 && finished == end) {
            return 0;
        }
        return run(sink, finished);
    }

    /// Finishes one part, whatever other parts are.
    ///
    /// @param unchanged checks that source and model are what they were, before the part is
    ///   finished
    /// @return how many rows it read
    long runOne(JobFolder folder, int part, PartWriter writer, Runnable unchanged) {
        long first = (long) part * options.partRows();
        end = Math.min(first + options.partRows(), inputs.scan().readable());
        return run(sink(folder, part, writer, unchanged), first);
    }

    private PartSink sink(JobFolder folder, int part, PartWriter writer, Runnable unchanged) {
        return new PartSink(
                inputs, writer, folder, part, unchanged, setAsideMax(options, inputs.scan()));
    }

    /// How many rows may be set aside.
    static long setAsideMax(BatchOptions options, RowScan scan) {
        return (long) (options.setAsideShareMax() * (scan.readable() + scan.unreadable().size()));
    }

    private long run(PartSink sink, long finished) {
        startNanos = System.nanoTime();
        consumed = finished;
        sink.passOver(finished);
        try (WriteBehind written = new WriteBehind(WAITING_BYTES_MAX);
                ReadAhead reading =
                        ReadAhead.start(
                                () -> inputs.data().rowsAfter(inputs.read(), finished),
                                new ReadAhead.Cut(
                                        batchRows, options.partRows(), finished, readEnd()),
                                WAITING_MAX,
                                inputs.times())) {
            pass(reading, sink, written);
            written.finish();
            return passed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted();
        }
    }

    /// At the end of the source one row more would be read, and told.
    private long readEnd() {
        return end == inputs.scan().readable() ? Long.MAX_VALUE : end;
    }

    private void pass(ReadAhead reading, PartSink sink, WriteBehind written)
            throws InterruptedException {
        Deque<InFlight> inFlight = new ArrayDeque<>();
        try (ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (Optional<RowBatch> batch = reading.next();
                        batch.isPresent();
                        batch = reading.next()) {
                    RowBatch rows = batch.get();
                    if (inFlight.size() == options.requestsMax()) {
                        take(inFlight.remove().request(), sink, written);
                    }
                    throttle(rows.size());
                    RowGate.Entry entered = scorer.enter(rows);
                    inFlight.add(
                            new InFlight(requests.submit(() -> score(rows, entered)), entered));
                }
                while (!inFlight.isEmpty()) {
                    take(inFlight.remove().request(), sink, written);
                }
            } finally {
                inFlight.forEach(each -> each.request().cancel(true));
            }
        } finally {
            inFlight.forEach(InFlight::discard);
        }
        if (consumed < end) {
            throw changed();
        }
        if (inputs.scan().readable() == 0) {
            written.add(() -> sink.finish(Long.MAX_VALUE), () -> {}, 0);
        }
    }

    private ScoredBatch score(RowBatch rows, RowGate.Entry entered) throws InterruptedException {
        long start = System.nanoTime();
        try {
            return scorer.score(rows, entered);
        } finally {
            inputs.times().addSince(Stage.PREDICTING, start);
        }
    }

    /// Waits until the next rows are due.
    private void throttle(int rows) throws InterruptedException {
        passed += rows;
        if (options.rowsPerSecondMax().isEmpty()) {
            return;
        }
        double due = (passed - rows) / options.rowsPerSecondMax().getAsDouble();
        long end = startNanos + (long) (due * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private void take(Future<ScoredBatch> request, PartSink sink, WriteBehind written)
            throws InterruptedException {
        ScoredBatch batch = await(request);
        long before = consumed;
        consumed += batch.size();
        if (consumed > end) {
            batch.close();
            throw changed();
        }
        written.add(() -> sink.add(batch), batch::close, batch.byteCount());
        boolean isEnd = consumed == inputs.scan().readable();
        if (consumed == end || consumed / options.partRows() > before / options.partRows()) {
            long last = isEnd ? Long.MAX_VALUE : batch.lastNumber();
            written.add(() -> sink.finish(last), () -> {}, 0);
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        listener.progress(
                isEnd ? total : Math.min(total, batch.lastNumber()),
                total,
                sink.setAsideCount(),
                passed / Math.max(seconds, 1e-9));
    }

    private ProblemException changed() {
        return new ProblemException(
                ProblemCode.BATCH_CHANGED,
                inputs.data().file()
                        + " gave "
                        + consumed
                        + " rows (expected: "
                        + inputs.scan().readable()
                        + ", as many as at the begin)",
                "score a file that is not written to, and begin anew: --restart");
    }

    private static ScoredBatch await(Future<ScoredBatch> batch) throws InterruptedException {
        try {
            return batch.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case ProblemException problem -> throw problem;
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    static ProblemException interrupted() {
        return new ProblemException(
                ProblemCode.CANCELLED,
                "the job was interrupted",
                "run it again: it goes on after its last finished part");
    }
}
