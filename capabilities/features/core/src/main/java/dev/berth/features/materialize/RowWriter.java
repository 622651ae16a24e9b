package dev.berth.features.materialize;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.ingest.LogReplay;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import dev.berth.features.statistics.EntityCounter;
import dev.berth.features.statistics.ViewStatistics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/// Writer of a run's rows and checkpoints.
final class RowWriter implements EntityRows.RowConsumer, AutoCloseable {
    private final MaterializationCheckpoint start;
    private final ViewReference view;
    private final EntityKeys keys;
    private final ViewKeyspace space;
    private final OnlineStore store;
    private final CheckpointStore note;
    private final RunStatistics statistics;
    private final Optional<LogReplay> replay;
    private final Lock feeding;
    private final MaterializationListener progress;
    private final RowOutput output;
    private final EntityCounter census;
    private final EntityRows rows;
    private Optional<ViewStatistics> taken = Optional.empty();
    private List<UnmetExpectation> unmet = List.of();
    private long rowCount;

    RowWriter(MaterializationCheckpoint start, RunContext parts) {
        this.start = start;
        this.view = parts.states().view().reference();
        this.keys = parts.keys();
        this.space = parts.space();
        this.store = parts.store();
        this.note = parts.note();
        this.statistics = parts.statistics();
        this.replay = parts.replay();
        this.feeding = parts.feeding();
        this.progress = parts.progress();
        this.census = statistics.census(start);
        this.rows = new EntityRows(start.plan(), parts, this);
        this.output = new RowOutput(store, note, start.plan().isFull(), parts.loadBytesMax());
        this.rowCount = start.rowCount();
    }

    /// The receiver of events.
    OfflineStore.Visitor rows() {
        return rows;
    }

    @Override
    public void row(byte[] key, byte[] row, boolean isNew) {
        output.put(key, row);
        if (isNew) {
            census.add(key, rows.prefixLength(), row);
        }
        rowCount++;
        boolean isStep = rowCount % RowOutput.ROWS_OF_A_WRITE == 0;
        boolean isInterrupted = isStep && Thread.interrupted();
        if (isInterrupted || output.isEnough()) {
            write();
        }
        if (isStep) {
            progress.reached(eventCount(), rowCount);
        }
        if (isInterrupted) {
            throw new ProblemException(
                    ProblemCode.CANCELLED,
                    "materializing " + view + " was interrupted",
                    "run it again: it continues where it was");
        }
    }

    private void write() {
        census.note(output::put);
        MaterializationCheckpoint reached =
                new MaterializationCheckpoint(
                        start.plan(),
                        rows.lastKey().or(start::lastKey),
                        eventCount(),
                        rowCount,
                        census.reached(),
                        newestMicros());
        byte[] mark = reached.toBytes(keys);
        output.put(note.key(), mark);
        output.write(mark);
    }

    /// Writes the last rows and their statistics, and makes the rows current. No ingestion runs for
    /// the source between the last read of the log and the switch; otherwise an event in between
    /// would reach rows that are no longer read.
    void finish(boolean isReplaying) {
        rows.end();
        write();
        collectStatistics(isReplaying);
        replayInto();
        feeding.lock();
        try {
            replayInto();
            var batch = new StoreBatch();
            statistics.keep(start, census, taken, batch);
            keepCounts(batch);
            NewestEvent.keep(newestMicros(), space, batch);
            int generation = start.plan().generation();
            note.end(
                    batch,
                    new Current(generation, start.plan().untilMicros()),
                    note.generations().replaced(note.current().generation(), generation));
        } finally {
            feeding.unlock();
        }
        progress.reached(eventCount(), rowCount);
    }

    private void collectStatistics(boolean isReplaying) {
        RunStatistics.Taken found =
                replay.isEmpty()
                        ? statistics.take(start, census, newestMicros())
                        : statistics.takeBeforeReplay(start, census, newestMicros(), isReplaying);
        taken = found.statistics();
        unmet = found.unmet();
    }

    /// Event time of the newest event; [Long#MIN_VALUE] if there is none.
    private long newestMicros() {
        return Math.max(start.newestMicros(), rows.newestMicros());
    }

    private void keepCounts(StoreBatch batch) {
        RunPlan plan = start.plan();
        byte[] key = LateEvents.countsKey(space);
        if (plan.counts().isEmpty()) {
            batch.delete(key);
            return;
        }
        EventCounts now = plan.counts().get();
        var out = new ByteWriter();
        now.write(out);
        batch.put(key, out.toBytes());
        if (plan.days().isPresent()) {
            Optional<EventCounts> before = LateEvents.noted(space, store);
            before.map(noted -> noted.daysWithMore(now))
                    .filter(late -> !late.isEmpty())
                    .ifPresent(
                            late ->
                                    batch.put(
                                            LateEvents.key(space),
                                            LateEvents.read(space, store, Optional.empty())
                                                    .with(plan.untilMicros(), late, now)
                                                    .toBytes()));
        }
    }

    private void replayInto() {
        replay.ifPresent(log -> log.into(start.plan().generation(), start.plan().untilMicros()));
    }

    /// The number of events read, those before an interruption included.
    long eventCount() {
        return start.eventCount() + rows.eventCount();
    }

    /// The number of rows written, likewise.
    long rowCount() {
        return rowCount;
    }

    /// The statistics of all rows, after [#finish].
    Optional<ViewStatistics> taken() {
        return taken;
    }

    /// The unmet expectations, after [#finish]; empty for an incremental run, which checked them
    /// before.
    List<UnmetExpectation> unmet() {
        return unmet;
    }

    /// Removes the rows of a new generation that must not be read. A process killed meanwhile
    /// leaves them stale, and the next run deletes them.
    void abandon() {
        int generation = start.plan().generation();
        var batch = new StoreBatch();
        census.reached().ifPresent(reached -> EntityCounter.drop(space, reached, batch));
        note.end(batch, note.generations().abandoned(generation));
        store.deletePrefix(space.prefix(generation));
        note.deletedStale();
    }

    @Override
    public void close() {
        output.close();
    }
}
