package dev.berth.features.materialize;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.expectation.UnmetExpectation;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.OfflineStore;
import dev.berth.features.ingest.LogReplay;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewBusyProblem;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import dev.berth.features.state.EntityStateFactory;
import dev.berth.features.statistics.EntityCounter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/// Materialization of one view's history into the online store, exactly once in effect.
///
/// Entities are processed in key order. Rows are written atomically with a checkpoint, so a
/// restarted process continues after the last written entity with the same limits; the rows equal
/// those of an uninterrupted run, byte for byte. A full run writes a new generation, which is read
/// once complete; an incremental run updates the current generation entity by entity. Not
/// thread-safe; one materialization of a view at a time.
public final class MaterializationJob {
    /// Bytes of one bulk load: about a second's work, and a file of the store's usual size.
    private static final long BYTES_OF_A_LOAD = 64L << 20;

    private final EntityStateFactory states;
    private final EntityKeys keys;
    private final ViewKeyspace space;
    private final OnlineStore store;
    private final OfflineStore history;
    private final Optional<LogReplay> replay;
    private final Duration pause;
    private final CheckpointStore note;
    private final RunContext parts;

    /// Creates the job of a defined view, in a process that does not ingest its source meanwhile.
    public MaterializationJob(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            OfflineStore history,
            MaterializationListener progress) {
        this(view, definitions, store, history, progress, new ReentrantLock());
    }

    /// Creates the job in a process that may ingest the view's source meanwhile.
    ///
    /// @param feeding lock that the ingesting process holds for each batch, as in
    ///   [dev.berth.features.ingest.StreamIngestor#of]
    public MaterializationJob(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            OfflineStore history,
            MaterializationListener progress,
            Lock feeding) {
        this(
                view,
                definitions,
                store,
                history,
                progress,
                InstantSource.system(),
                ViewKeyspace.GENERATION_NOTICED.multipliedBy(2),
                BYTES_OF_A_LOAD,
                feeding);
    }

    /// @param clock gives the time of statistics
    /// @param pause after which every reader has noticed the new generation
    /// @param loadBytesMax bytes after which a bulk load ends with a checkpoint
    MaterializationJob(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            OfflineStore history,
            MaterializationListener progress,
            InstantSource clock,
            Duration pause,
            long loadBytesMax,
            Lock feeding) {
        this.states = EntityStateFactory.of(view, definitions);
        this.keys = EntityKeys.of(view, definitions);
        this.space = ViewKeyspace.of(view, definitions);
        this.store = store;
        this.history = history;
        this.replay = LogReplay.of(states, definitions, store);
        this.pause = pause;
        this.note = new CheckpointStore(view.reference(), space, store);
        this.parts =
                new RunContext(
                        states,
                        keys,
                        space,
                        store,
                        note,
                        new RunStatistics(view, definitions, store, clock),
                        replay,
                        feeding,
                        loadBytesMax,
                        progress);
    }

    /// Writes all rows anew. Continues an interrupted full run, with that run's limit.
    ///
    /// @param until events visible by then are included
    /// @throws ProblemException `source-unavailable`, `source-schema-mismatch`,
    ///   `online-store-unavailable`; `materialization-conflict` if another process is materializing
    ///   it; `cancelled` if the thread was interrupted. A repeated call continues.
    ///   `parameter-invalid` if `until` is before what the store has of a streamed view;
    ///   `expectation-failed` if the rows do not meet the view's expectations: the previous rows
    ///   stay current, and the next run starts anew
    public MaterializationResult full(Instant until) {
        Optional<MaterializationCheckpoint> left = note.readIfWhole(keys);
        Optional<MaterializationCheckpoint> interrupted = left.filter(run -> run.plan().isFull());
        Current current = note.current();
        Generations generations = note.generations().next(current.generation());
        MaterializationCheckpoint mark =
                interrupted.orElseGet(
                        () ->
                                MaterializationCheckpoint.first(
                                        RunPlan.full(
                                                generations.last(),
                                                micros(until),
                                                count(Long.MIN_VALUE, micros(until))
                                                        .map(EventCounts.Reading::all))));
        if (interrupted.isEmpty()) {
            requireNotBefore(
                    until,
                    replay.map(log -> Math.max(log.keptMicros(), current.untilMicros()))
                            .orElse(Long.MIN_VALUE));
            var batch = new StoreBatch();
            batch.delete(space.fedKey(mark.plan().generation()));
            left.flatMap(MaterializationCheckpoint::census)
                    .ifPresent(reached -> EntityCounter.drop(space, reached, batch));
            // Before there is any row: a process that comes from here on continues with this
            // run, up to the same instant, and none is left whose run is unknown.
            note.begin(batch, mark.toBytes(keys), generations);
        }
        return run(mark, interrupted.isPresent(), current);
    }

    /// Adds the events that became visible since the last run; a full run if there was none or the
    /// view is streamed, whose rows contain some of them already. Continues an interrupted run.
    ///
    /// Late events for days already materialized, as from a delayed file, are detected by the
    /// number of events per day: the entities of those days are rewritten.
    ///
    /// @throws ProblemException as [#full]; `parameter-invalid` if `until` is before what the store
    ///   has
    public MaterializationResult incremental(Instant until) {
        Optional<MaterializationCheckpoint> interrupted = note.read(keys);
        Current current = note.current();
        if (interrupted.isPresent()) {
            MaterializationResult resumed = run(interrupted.get(), true, current);
            // Of days alone: events that became visible since are yet to be added.
            return interrupted.get().plan().days().isPresent()
                    ? incremental(until).after(resumed)
                    : resumed;
        }
        if (!current.hasHistory() || replay.isPresent()) {
            return full(until);
        }
        requireNotBefore(until, current.untilMicros());
        Optional<EventCounts.Reading> counted = count(current.untilMicros(), micros(until));
        Optional<MaterializationResult> late =
                counted.flatMap(reading -> anew(reading.before(), new TreeSet<>(), current));
        if (late.isPresent()) {
            return incremental(until).after(late.get());
        }
        RunPlan plan =
                RunPlan.added(
                        current.generation(),
                        current.untilMicros(),
                        micros(until),
                        counted.map(EventCounts.Reading::all));
        return run(addedFrom(plan), false, current);
    }

    /// Rewrites, as of the last run, the entities with an event visible within a range of days, and
    /// those with late events. Up to the instant of `until` if there was no run before.
    ///
    /// @param from instant of the first day in UTC
    /// @param until instant of the last day
    /// @throws ProblemException as [#full]; `parameter-invalid` if `from` is after `until`, or the
    ///   view is streamed
    public MaterializationResult range(Instant from, Instant until) {
        if (from.isAfter(until) || replay.isPresent()) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    replay.isPresent()
                            ? "a range of "
                                    + states.view().reference()
                                    + ", whose events arrive (expected: a view of files or tables)"
                            : "from " + from + " (expected: not after " + until + ")",
                    replay.isPresent() ? "leave out --from" : "exchange the two");
        }
        Optional<MaterializationCheckpoint> interrupted = note.read(keys);
        Current current = note.current();
        if (interrupted.isPresent()) {
            MaterializationResult resumed = run(interrupted.get(), true, current);
            return range(from, until).after(resumed);
        }
        if (!current.hasHistory()) {
            return full(until);
        }
        EventCounts counts =
                count(current.untilMicros(), current.untilMicros())
                        .orElseThrow(() -> new IllegalStateException("a history without counts"))
                        .all();
        SortedSet<Long> days = new TreeSet<>(counts.days().keySet());
        long last = EventCounts.day(micros(until), counts.firstDay());
        days.removeIf(day -> day < EventCounts.day(micros(from), counts.firstDay()) || day > last);
        return anew(counts, days, current)
                .orElseGet(
                        () ->
                                new MaterializationResult(
                                        states.view().reference(),
                                        current.untilMicros(),
                                        false,
                                        false,
                                        0,
                                        0,
                                        Optional.empty()));
    }

    private Optional<EventCounts.Reading> count(long afterMicros, long untilMicros) {
        return replay.isPresent()
                ? Optional.empty()
                : history.count(states.view(), afterMicros, untilMicros);
    }

    /// Rewrites entities with events on days that have more events by now, or on given days.
    private Optional<MaterializationResult> anew(
            EventCounts now, SortedSet<Long> others, Current current) {
        Optional<EventCounts> noted = LateEvents.noted(space, store);
        SortedSet<Long> days = new TreeSet<>(others);
        noted.ifPresent(before -> days.addAll(before.daysWithMore(now)));
        long late = noted.map(before -> before.more(now)).orElse(0L);
        long gone = noted.map(before -> before.fewer(now)).orElse(0L);
        if (days.isEmpty() && gone == 0) {
            return Optional.empty();
        }
        RunPlan plan = RunPlan.anew(current.generation(), current.untilMicros(), now, days);
        MaterializationResult ran = run(addedFrom(plan), false, current);
        return Optional.of(
                new MaterializationResult(
                        ran.view(),
                        ran.untilMicros(),
                        false,
                        false,
                        ran.eventCount(),
                        ran.rowCount(),
                        ran.statistics(),
                        late,
                        gone,
                        ran.unmet()));
    }

    /// Adds the events up to now. Another process with a faster clock may have materialized up to
    /// later; then there is nothing to add.
    ///
    /// @throws ProblemException as [#full] does
    public MaterializationResult incrementalByNow(Instant now) {
        long until = Math.max(micros(now), space.current(store).untilMicros());
        try {
            return incremental(Instant.EPOCH.plus(until, ChronoUnit.MICROS));
        } catch (ProblemException early) {
            boolean isOvertaken =
                    early.problem().code() == ProblemCode.PARAMETER_INVALID
                            && space.current(store).untilMicros() > until;
            throw isOvertaken ? ViewBusyProblem.problem(states.view().reference()) : early;
        }
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
                            + " is materialized)",
                    replay.isPresent()
                            ? "choose a later instant: what arrived before is not kept"
                            : "choose a later instant, or materialize in full");
        }
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    private MaterializationCheckpoint addedFrom(RunPlan plan) {
        return MaterializationCheckpoint.first(plan, NewestEvent.read(space, store));
    }

    private MaterializationResult run(
            MaterializationCheckpoint mark, boolean wasResumed, Current before) {
        deleteStale();
        List<UnmetExpectation> unmet = List.of();
        RowWriter writing;
        try (var fresh = new RowWriter(mark, parts)) {
            writing = fresh;
            boolean isReplaying = isReplaying(mark);
            if (mark.lastKey().isEmpty() && !isReplaying) {
                unmet = tryOut(mark);
            }
            if (!isReplaying && !isOfNoDay(mark)) {
                visit(mark, writing.rows());
            }
            finish(mark, writing, isReplaying);
        } catch (ProblemException damaged) {
            if (damaged.problem().code() == ProblemCode.STORE_DAMAGED) {
                // Pages that another process deleted as it continued are no damage.
                note.requireUnchanged();
            }
            throw damaged;
        }
        if (mark.plan().generation() > before.generation() && before.generation() > 0) {
            deleteStale();
        }
        replay.ifPresent(LogReplay::trim);
        return new MaterializationResult(
                states.view().reference(),
                mark.plan().untilMicros(),
                mark.plan().isFull(),
                wasResumed,
                writing.eventCount(),
                writing.rowCount(),
                writing.taken(),
                0,
                0,
                mark.plan().isFull() ? writing.unmet() : unmet);
    }

    /// Deletes rows that are no longer read or never will be: replaced by a run, or left by one
    /// that was killed or abandoned.
    private void deleteStale() {
        Set<Integer> stale = note.generations().stale();
        if (stale.isEmpty() || !haveReadersGoneOn()) {
            return;
        }
        stale.forEach(generation -> store.deletePrefix(space.prefix(generation)));
        note.deletedStale();
    }

    /// Checks an incremental run against the expectations before its first write.
    private List<UnmetExpectation> tryOut(MaterializationCheckpoint mark) {
        if (mark.plan().isFull()) {
            return List.of();
        }
        if (states.view().expectations().isEmpty() || isOfNoDay(mark)) {
            return List.of();
        }
        var trial = new DryRun(mark, parts);
        visit(mark, trial.rows());
        return trial.end();
    }

    private static void finish(
            MaterializationCheckpoint mark, RowWriter writing, boolean isReplaying) {
        try {
            writing.finish(isReplaying);
        } catch (ProblemException failed) {
            if (failed.problem().code() == ProblemCode.EXPECTATION_FAILED && mark.plan().isFull()) {
                writing.abandon();
            }
            throw failed;
        }
    }

    private void visit(MaterializationCheckpoint mark, OfflineStore.Visitor visitor) {
        history.visit(
                new HistoryQuery(
                        states.view(),
                        mark.plan().afterMicros(),
                        mark.plan().untilMicros(),
                        mark.lastKey(),
                        !states.view().isWindowed(),
                        mark.plan().days()),
                visitor);
    }

    /// Whether events were removed and none added: only the counts are written.
    private static boolean isOfNoDay(MaterializationCheckpoint mark) {
        return mark.plan().days().filter(days -> days.days().isEmpty()).isPresent();
    }

    /// Whether the history was complete already, so that logged events are added to its rows.
    private boolean isReplaying(MaterializationCheckpoint mark) {
        return replay.isPresent() && store.read(space.fedKey(mark.plan().generation())) != null;
    }

    /// Waits until other processes read the new generation. False if the thread was interrupted:
    /// the next run deletes the stale rows.
    private boolean haveReadersGoneOn() {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
