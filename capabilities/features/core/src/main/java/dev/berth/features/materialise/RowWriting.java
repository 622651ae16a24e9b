package dev.berth.features.materialise;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.event.Event;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.History;
import dev.berth.features.ingest.LogReplay;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewSpace;
import dev.berth.features.online.ViewSpace.Current;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.ViewStates;
import dev.berth.features.statistics.Census;
import dev.berth.features.statistics.ViewStatistics;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/// Takes events, and writes the row of each entity when the next one begins.
final class RowWriting implements History.Visitor, AutoCloseable {
    private final RunMark start;
    private final ViewStates states;
    private final EntityKeys keys;
    private final ViewSpace space;
    private final OnlineStore store;
    private final RunNote note;
    private final RunStatistics statistics;
    private final Optional<LogReplay> replay;
    private final Lock feeding;
    private final MaterialisationProgress progress;
    private final byte[] prefix;
    private final RowOutput output;
    private final ByteWriter bytes = new ByteWriter();
    private @Nullable List<Object> key;
    private @Nullable EntityState state;
    private final Census census;
    private boolean isNew;
    private Optional<ViewStatistics> taken = Optional.empty();
    private long eventCount;
    private long rowCount;

    RowWriting(RunMark start, RunParts parts) {
        this.start = start;
        this.states = parts.states();
        this.keys = parts.keys();
        this.space = parts.space();
        this.store = parts.store();
        this.note = parts.note();
        this.statistics = parts.statistics();
        this.replay = parts.replay();
        this.feeding = parts.feeding();
        this.progress = parts.progress();
        this.census = statistics.census(start);
        this.prefix = space.prefix(start.plan().generation());
        this.output = new RowOutput(store, note, start.plan().isFull(), parts.loadBytesMax());
        this.eventCount = start.eventCount();
        this.rowCount = start.rowCount();
    }

    @Override
    public void event(List<Object> eventKey, Event event) {
        EntityState of = state;
        if (of == null || !eventKey.equals(key)) {
            endRow();
            key = List.copyOf(eventKey);
            of = open(key);
            state = of;
        }
        of.add(event);
        eventCount++;
    }

    private EntityState open(List<Object> entity) {
        byte[] row = start.plan().isFull() ? null : store.read(rowKey(entity));
        isNew = row == null;
        return row == null || start.plan().isAnew()
                ? states.empty()
                : LostRows.read(
                        "a row of " + states.view().reference(),
                        () -> states.read(new ByteReader(row)));
    }

    private byte[] rowKey(List<Object> entity) {
        bytes.clear();
        bytes.writeRaw(prefix);
        if (!keys.write(List.copyOf(entity), bytes)) {
            throw new IllegalStateException("an entity without a key");
        }
        return bytes.toBytes();
    }

    private void endRow() {
        if (state == null || key == null) {
            return;
        }
        byte[] rowKey = rowKey(key);
        bytes.clear();
        state.write(bytes);
        byte[] row = bytes.toBytes();
        output.put(rowKey, row);
        if (isNew) {
            census.add(rowKey, prefix.length, row);
        }
        rowCount++;
        boolean isStep = rowCount % RowOutput.ROWS_OF_A_WRITE == 0;
        boolean isInterrupted = isStep && Thread.interrupted();
        if (isInterrupted || output.isEnough()) {
            write();
        }
        if (isStep) {
            progress.reached(eventCount, rowCount);
        }
        if (isInterrupted) {
            throw new ProblemException(
                    ProblemCode.CANCELLED,
                    "materialising " + states.view().reference() + " was interrupted",
                    "run it again: it goes on where it was");
        }
    }

    private void write() {
        census.note(output::put);
        RunMark reached =
                new RunMark(
                        start.plan(),
                        Optional.ofNullable(key).or(start::lastKey),
                        eventCount,
                        rowCount,
                        census.reached());
        byte[] mark = reached.toBytes(keys);
        output.put(note.key(), mark);
        output.write(mark);
    }

    /// The last rows, what they are like, and that they are read from now on. No feed runs for the
    /// source between the last look at what arrived and the first read of the rows, or an event in
    /// between would be in rows that are read no more.
    void finish(boolean isReplaying) {
        endRow();
        write();
        taken =
                replay.isEmpty()
                        ? Optional.of(statistics.take(start, census))
                        : statistics.takeBeforeReplay(start, census, isReplaying);
        replayInto();
        feeding.lock();
        try {
            replayInto();
            var batch = new StoreBatch();
            statistics.keep(start, census, taken, batch);
            batch.delete(note.key());
            batch.put(
                    space.currentKey(),
                    new Current(start.plan().generation(), start.plan().untilMicros()).toBytes());
            keepCounts(batch);
            note.write(batch);
        } finally {
            feeding.unlock();
        }
        progress.reached(eventCount, rowCount);
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

    /// How many events were taken, those before an interruption among them.
    long eventCount() {
        return eventCount;
    }

    /// How many rows were written, likewise.
    long rowCount() {
        return rowCount;
    }

    /// Statistics of all rows, once it is finished.
    Optional<ViewStatistics> taken() {
        return taken;
    }

    @Override
    public void close() {
        output.close();
    }
}
