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

/// Brings the history of one view into the online store, exactly once in effect.
///
/// Entities come in the order of their keys. The rows of some of them are written together with a
/// mark of how far that is, all or nothing, so that a killed process continues behind the last
/// entity that was written, with the same limits as before: rows and their bytes are those of a run
/// that was never disturbed. In full, rows go to a new generation, which is read when it is whole;
/// what was added since goes into the generation that is read, entity by entity. For one thread;
/// one materialization of a view at a time.
public final class MaterializationJob {
    /// Bytes of one load: a second's work, and a file of the store's usual size.
    private static final long BYTES_OF_A_LOAD = 64L << 20;

    private final EntityStateFactory states;
    private final EntityKeys keys;
    private final ViewKeyspace space;
    private final OnlineStore store;
    private final OfflineStore history;
    private final Optional<LogReplay> replay;
    private final Duration pause;
    private final CheckpointStore note;
    private final RunParts parts;

    /// That of a view that is among the definitions, in a process that feeds nothing meanwhile.
    public MaterializationJob(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            OfflineStore history,
            MaterializationListener progress) {
        this(view, definitions, store, history, progress, new ReentrantLock());
    }

    /// The same in a process that may feed the view's source meanwhile.
    ///
    /// @param feeding the lock that the process that feeds the source holds for each batch, as in
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

    /// @param clock that says when statistics are taken
    /// @param pause after which everybody has noticed that another generation is read
    /// @param loadBytesMax after so many bytes of a load it is ended, and how far that is noted
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
                new RunParts(
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

    /// Writes all rows anew. Goes on with a run in full that was interrupted, whatever its limit
    /// was.
    ///
    /// @param until events that are visible by then are in it
    /// @throws ProblemException `source-unavailable`, `source-schema-mismatch`,
    ///   `online-store-unavailable`, or `materialization-conflict` if another process is at it;
    ///   `cancelled` if the thread was interrupted. Run again, it continues. `parameter-invalid` if
    ///   `until` is before what is in the store of a view whose events arrive; `expectation-failed`
    ///   if the rows do not meet what the view expects: then those of before are read on, and the
    ///   next run begins anew
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
            // Before there is any row: a process that comes from here on continues with this run,
            // up to the same instant, and none is left whose run is unknown.
            note.begin(batch, mark.toBytes(keys), generations);
        }
        return run(mark, interrupted.isPresent(), current);
    }

    /// Adds what has become visible since the last run. In full if there was none, or the view's
    /// events arrive: some of them are in its rows already. Goes on with a run that was
    /// interrupted.
    ///
    /// Events that have come since for days that were materialized before, as a late file has them,
    /// are found by the number of events of each day: the entities of those days are written anew.
    ///
    /// @throws ProblemException as [#full] does; `parameter-invalid` if `until` is before what is
    ///   in the store
    public MaterializationResult incremental(Instant until) {
        Optional<MaterializationCheckpoint> interrupted = note.read(keys);
        Current current = note.current();
        if (interrupted.isPresent()) {
            MaterializationResult resumed = run(interrupted.get(), true, current);
            // Of days alone: what has become visible since is yet to be added.
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

    /// Writes anew, as of the last run, the entities that have an event visible within a range of
    /// days, and those with late events. Up to the instant of `until` if there was no run before.
    ///
    /// @param from whose day in UTC is the first
    /// @param until whose day is the last
    /// @throws ProblemException as [#full] does; `parameter-invalid` if `from` is behind `until`,
    ///   or the view's events arrive
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

    /// Writes entities anew that have events on days on which there are more by now, or on others.
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

    /// The same up to now. What another process materialized may be up to later, where its clock is
    /// ahead of this one's; then there is nothing to add.
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
        RowWriting writing;
        try (var fresh = new RowWriting(mark, parts)) {
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
                // What another process took away as it went on is no damage.
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

    /// Rows that are not read any more, or never will: what a run replaced, or left when it was
    /// killed or abandoned.
    private void deleteStale() {
        Set<Integer> stale = note.generations().stale();
        if (stale.isEmpty() || !haveReadersGoneOn()) {
            return;
        }
        stale.forEach(generation -> store.deletePrefix(space.prefix(generation)));
        note.deletedStale();
    }

    /// Tries what is to be added to rows that are read, before the first one is written.
    private List<UnmetExpectation> tryOut(MaterializationCheckpoint mark) {
        if (mark.plan().isFull()) {
            return List.of();
        }
        if (states.view().expectations().isEmpty() || isOfNoDay(mark)) {
            return List.of();
        }
        var trial = new RunTrial(mark, parts);
        visit(mark, trial.rows());
        return trial.end();
    }

    private static void finish(
            MaterializationCheckpoint mark, RowWriting writing, boolean isReplaying) {
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

    /// Events are gone, and none have come: nothing is written but how many there are now.
    private static boolean isOfNoDay(MaterializationCheckpoint mark) {
        return mark.plan().days().filter(days -> days.days().isEmpty()).isPresent();
    }

    /// Whether the history was whole already, so that what arrived is added to its rows.
    private boolean isReplaying(MaterializationCheckpoint mark) {
        return replay.isPresent() && store.read(space.fedKey(mark.plan().generation())) != null;
    }

    /// Those of other processes find out after a while which generation is read. False if the
    /// thread was interrupted: the next run deletes what is stale.
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
