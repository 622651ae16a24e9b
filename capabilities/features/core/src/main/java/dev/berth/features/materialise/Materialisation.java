package dev.berth.features.materialise;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import dev.berth.features.event.Event;
import dev.berth.features.history.History;
import dev.berth.features.history.HistoryQuery;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Brings the history of one view into the online store, exactly once in effect.
///
/// Entities come in the order of their keys. The rows of some of them are written together with a
/// mark of how far that is, all or nothing, so that whoever is killed goes on behind the last
/// entity that was written, with the same limits as before: rows and their bytes are those of a run
/// that was never disturbed. In full, rows go to a new generation, which is read when it is whole;
/// what was added since goes into the generation that is read, entity by entity. For one thread;
/// one materialisation of a view at a time.
public final class Materialisation {
    /// Bytes of one load: a second's work, and a file of the store's usual size.
    private static final long BYTES_OF_A_LOAD = 64L << 20;

    private final ViewStates states;
    private final EntityKeys keys;
    private final ViewSpace space;
    private final OnlineStore store;
    private final History history;
    private final MaterialisationProgress progress;
    private final long loadBytesMax;
    private final Optional<LogReplay> replay;
    private final Duration pause;
    private final RunNote note;
    private final Lock feeding;
    private final RunStatistics statistics;

    /// That of a view that is among the definitions, in a process that feeds nothing meanwhile.
    public Materialisation(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            History history,
            MaterialisationProgress progress) {
        this(view, definitions, store, history, progress, new ReentrantLock());
    }

    /// The same in a process that may feed the view's source meanwhile.
    ///
    /// @param feeding the lock that whoever feeds the source holds for each batch, as in
    ///   [dev.berth.features.ingest.Ingest#of]
    public Materialisation(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            History history,
            MaterialisationProgress progress,
            Lock feeding) {
        this(
                view,
                definitions,
                store,
                history,
                progress,
                InstantSource.system(),
                ViewSpace.GENERATION_NOTICED.multipliedBy(2),
                BYTES_OF_A_LOAD,
                feeding);
    }

    /// @param clock that says when statistics are taken
    /// @param pause after which everybody has noticed that another generation is read
    /// @param loadBytesMax after so many bytes of a load it is ended, and how far that is noted
    Materialisation(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            History history,
            MaterialisationProgress progress,
            InstantSource clock,
            Duration pause,
            long loadBytesMax,
            Lock feeding) {
        this.states = ViewStates.of(view, definitions);
        this.keys = EntityKeys.of(view, definitions);
        this.space = ViewSpace.of(view, definitions);
        this.store = store;
        this.history = history;
        this.progress = progress;
        this.loadBytesMax = loadBytesMax;
        this.replay = LogReplay.of(states, definitions, store);
        this.pause = pause;
        this.note = new RunNote(view.reference(), space, store);
        this.feeding = feeding;
        this.statistics = new RunStatistics(view, definitions, store, clock);
    }

    /// Writes all rows anew. Goes on with a run in full that was interrupted, whatever its limit
    /// was.
    ///
    /// @param until events that are visible by then are in it
    /// @throws ProblemException `source-unavailable`, `source-changed`, `store-unavailable`, or
    ///   `view-busy` if another process is at it; `cancelled` if the thread was interrupted. Run
    ///   again, it goes on. `parameter-invalid` if `until` is before what is in the store of a view
    ///   whose events arrive
    public Outcome full(Instant until) {
        Optional<RunMark> left = note.readIfWhole(keys);
        Optional<RunMark> interrupted = left.filter(RunMark::isFull);
        Current current = space.current(store);
        RunMark mark =
                interrupted.orElseGet(
                        () ->
                                RunMark.first(
                                        current.generation() + 1,
                                        true,
                                        Long.MIN_VALUE,
                                        micros(until)));
        if (interrupted.isEmpty()) {
            requireNotBefore(
                    until,
                    replay.map(log -> Math.max(log.keptMicros(), current.untilMicros()))
                            .orElse(Long.MIN_VALUE));
            var batch = new StoreBatch();
            batch.delete(space.fedKey(mark.generation()));
            left.flatMap(RunMark::census).ifPresent(reached -> Census.drop(space, reached, batch));
            // Before there is any row: whoever comes from here on goes on with this run, up to the
            // same instant, and none is left whose run nobody knows.
            byte[] first = mark.toBytes(keys);
            batch.put(note.key(), first);
            note.write(batch, first);
        }
        return run(mark, interrupted.isPresent(), current);
    }

    /// Adds what has become visible since the last run. In full if there was none, or the view's
    /// events arrive: some of them are in its rows already. Goes on with a run that was
    /// interrupted.
    ///
    /// @throws ProblemException as [#full] does; `parameter-invalid` if `until` is before what is
    ///   in the store
    public Outcome incremental(Instant until) {
        Optional<RunMark> interrupted = note.read(keys);
        Current current = space.current(store);
        if (interrupted.isPresent()) {
            return run(interrupted.get(), true, current);
        }
        if (!current.hasHistory() || replay.isPresent()) {
            return full(until);
        }
        requireNotBefore(until, current.untilMicros());
        return run(
                RunMark.first(current.generation(), false, current.untilMicros(), micros(until)),
                false,
                current);
    }

    /// The same up to now. What another process materialised may be up to later, where its clock is
    /// ahead of this one's; then there is nothing to add.
    ///
    /// @throws ProblemException as [#full] does
    public Outcome incrementalByNow(Instant now) {
        long until = Math.max(micros(now), space.current(store).untilMicros());
        return incremental(Instant.EPOCH.plus(until, ChronoUnit.MICROS));
    }

    private void requireNotBefore(Instant until, long earliestMicros) {
        if (micros(until) < earliestMicros) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "until "
                            + until
                            + " (expected: not before "
                            + Instant.EPOCH.plus(earliestMicros, ChronoUnit.MICROS)
                            + ", up to when "
                            + states.view().reference()
                            + " is materialised)",
                    replay.isPresent()
                            ? "choose a later instant: what arrived before is not kept"
                            : "choose a later instant, or materialise in full");
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private Outcome run(RunMark mark, boolean wasResumed, Current before) {
        // What a run left that was killed when its rows were already read.
        store.deletePrefix(space.prefix(before.generation() - 1));
        Writing writing;
        try (var fresh = new Writing(mark)) {
            writing = fresh;
            boolean isReplaying = isReplaying(mark);
            if (!isReplaying) {
                visit(mark, writing);
            }
            writing.finish(isReplaying);
        }
        if (mark.generation() > before.generation() && before.generation() > 0) {
            letReadersGoOn();
            store.deletePrefix(space.prefix(before.generation()));
        }
        replay.ifPresent(LogReplay::trim);
        return new Outcome(
                states.view().reference(),
                mark.untilMicros(),
                mark.isFull(),
                wasResumed,
                writing.eventCount,
                writing.rowCount,
                writing.taken);
    }

    private void visit(RunMark mark, Writing writing) {
        history.visit(
                new HistoryQuery(
                        states.view(),
                        mark.afterMicros(),
                        mark.untilMicros(),
                        mark.lastKey(),
                        !states.view().isWindowed()),
                writing);
    }

    /// Whether the history was whole already, so that what arrived is added to its rows.
    private boolean isReplaying(RunMark mark) {
        return replay.isPresent() && store.read(space.fedKey(mark.generation())) != null;
    }

    /// Those of other processes find out after a while which generation is read.
    private void letReadersGoOn() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            // The next run takes the old generation away.
            Thread.currentThread().interrupt();
        }
    }

    /// Takes events, and writes the row of each entity when the next one begins.
    private final class Writing implements History.Visitor, AutoCloseable {
        private final RunMark start;
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

        Writing(RunMark start) {
            this.start = start;
            this.census = statistics.census(start);
            this.prefix = space.prefix(start.generation());
            this.output = new RowOutput(store, note, start.isFull(), loadBytesMax);
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
            byte[] row = start.isFull() ? null : store.read(rowKey(entity));
            isNew = row == null;
            return row == null
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
                            start.generation(),
                            start.isFull(),
                            start.afterMicros(),
                            start.untilMicros(),
                            Optional.ofNullable(key).or(start::lastKey),
                            eventCount,
                            rowCount,
                            census.reached());
            byte[] mark = reached.toBytes(keys);
            output.put(note.key(), mark);
            output.write(mark);
        }

        /// The last rows, what they are like, and that they are read from now on. Nobody feeds the
        /// source between the last look at what arrived and the first read of the rows, or an event
        /// in between would be in rows that are read no more.
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
                        new Current(start.generation(), start.untilMicros()).toBytes());
                note.write(batch);
            } finally {
                feeding.unlock();
            }
            progress.reached(eventCount, rowCount);
        }

        private void replayInto() {
            replay.ifPresent(log -> log.into(start.generation(), start.untilMicros()));
        }

        @Override
        public void close() {
            output.close();
        }
    }
}
