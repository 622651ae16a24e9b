package dev.berth.batch;

import dev.berth.batch.StageTimes.Stage;
import dev.berth.core.ProblemException;
import dev.berth.scoring.data.RowBatch;
import dev.berth.scoring.data.RowCursor;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Supplier;

/// Batches of a source, read on a thread of their own while others are predicted, a bounded number
/// ahead. For one thread.
final class ReadAhead implements AutoCloseable {
    private final BlockingQueue<Item> read;
    private final Thread thread;

    /// What the thread has read.
    private sealed interface Item {
        record Read(RowBatch batch) implements Item {}

        record End() implements Item {}

        record Failed(Throwable failure) implements Item {}
    }

    /// Where batches end.
    ///
    /// @param rows at most, in a batch
    /// @param partRows rows of a part, whose end no batch reaches over
    /// @param consumed rows of the source before the first batch, all those of some parts
    /// @param end rows of the source after which no batch is read
    record Cut(int rows, int partRows, long consumed, long end) {}

    private ReadAhead(Supplier<RowCursor> source, Cut cut, int ahead, StageTimes times) {
        read = new ArrayBlockingQueue<>(ahead);
        thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("berth-batch-read")
                        .unstarted(() -> run(source, cut, times));
    }

    /// Begins to read.
    ///
    /// @param source opened on the reading thread, after the rows of finished parts
    /// @param ahead batches that wait at most
    static ReadAhead start(Supplier<RowCursor> source, Cut cut, int ahead, StageTimes times) {
        var reading = new ReadAhead(source, cut, ahead, times);
        reading.thread.start();
        return reading;
    }

    private void run(Supplier<RowCursor> source, Cut cut, StageTimes times) {
        try {
            long start = System.nanoTime();
            try (RowCursor rows = source.get()) {
                times.addSince(Stage.READING, start);
                var batches = new RowBatches(rows);
                long left = cut.partRows() - cut.consumed() % cut.partRows();
                for (long passed = cut.consumed(); passed < cut.end(); ) {
                    start = System.nanoTime();
                    Optional<RowBatch> batch = batches.next((int) Math.min(left, cut.rows()));
                    times.addSince(Stage.READING, start);
                    if (batch.isEmpty()) {
                        break;
                    }
                    passed += batch.get().size();
                    left -= batch.get().size();
                    left = left == 0 ? cut.partRows() : left;
                    read.put(new Item.Read(batch.get()));
                }
            }
            read.put(new Item.End());
        } catch (InterruptedException e) {
            // Closed.
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        try {
            read.put(new Item.Failed(failure));
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /// The next batch; empty at the end. Blocks.
    ///
    /// @throws ProblemException `source-unavailable` if the file cannot be read further
    Optional<RowBatch> next() throws InterruptedException {
        return switch (read.take()) {
            case Item.Read(RowBatch batch) -> Optional.of(batch);
            case Item.End() -> Optional.empty();
            case Item.Failed(RuntimeException failure) -> throw failure;
            case Item.Failed(Error failure) -> throw failure;
            case Item.Failed(Throwable failure) -> throw new IllegalStateException(failure);
        };
    }

    @Override
    public void close() {
        thread.interrupt();
        boolean isInterrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
