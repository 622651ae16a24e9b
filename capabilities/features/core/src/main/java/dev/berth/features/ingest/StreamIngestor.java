package dev.berth.features.ingest;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.LostRows;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace.Current;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Ingestor of the stream events of one source into the rows of its views.
///
/// A batch is one atomic write of changed rows, event ids, log entry and topic offsets; a restarted
/// process continues after the last batch. An event visible by the instant up to which a view is
/// materialized counts through the history alone, so a topic may be read from its beginning.
/// Thread-safe: one batch at a time. One process ingests a source, the one that began last.
public final class StreamIngestor {
    private final Lock lock;
    private final EventSource source;
    private final EventDecoder form;
    private final OnlineStore store;
    private final InstantSource clock;
    private final WriterMark writer;
    private final SourceKeyspace space;
    private final List<EntityKeyGroup> combinations = new ArrayList<>();
    private final List<StreamedView> views = new ArrayList<>();
    private final EventDeduplicator ids;
    private final EventLog log;
    private final boolean hasHistory;
    private boolean begun;
    private volatile IngestStatus status = IngestStatus.NOTHING;

    private StreamIngestor(
            EventSource source,
            DataSourceConfig.Stream stream,
            FeatureDefinitions definitions,
            OnlineStore store,
            InstantSource clock,
            String writer,
            Lock lock) {
        this.lock = lock;
        this.source = source;
        this.form = EventDecoder.of(source);
        this.store = store;
        this.clock = clock;
        this.writer = new WriterMark(writer);
        this.space = new SourceKeyspace(source.name());
        this.ids = new EventDeduplicator(space, form, store, stream.lateness());
        this.log = new EventLog(space, store, form);
        this.hasHistory = stream.history().isPresent();
        for (FeatureView view : definitions.views().values()) {
            if (view.source().equals(source.name())) {
                addView(view, definitions);
            }
        }
    }

    private void addView(FeatureView view, FeatureDefinitions definitions) {
        if (!LogReplay.isFed(view, definitions)) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    view.reference()
                            + " has SQL over "
                            + source.name()
                            + ", whose events arrive one by one (expected: columns of the source)",
                    "declare the history of the source as one of its own, and read that");
        }
        EntityKeyGroup own = EntityKeyGroup.of(view, definitions, form);
        int index = 0;
        while (index < combinations.size() && !combinations.get(index).name().equals(own.name())) {
            index++;
        }
        if (index == combinations.size()) {
            combinations.add(own);
        }
        views.add(new StreamedView(view, definitions, store, form, index));
    }

    /// Creates the ingestor of a source.
    ///
    /// @param writer identifies this process in messages
    /// @throws ProblemException `feature-not-found` if there is no such source,
    ///   `feature-definition-invalid` if its events do not arrive or a view cannot be fed with them
    public static StreamIngestor of(
            SourceName name,
            FeatureDefinitions definitions,
            OnlineStore store,
            InstantSource clock,
            String writer) {
        return of(name, definitions, store, clock, writer, new ReentrantLock());
    }

    /// Creates the ingestor for a process that has another of the source with other definitions.
    ///
    /// @param lock shared by all ingestors of the source in the process
    public static StreamIngestor of(
            SourceName name,
            FeatureDefinitions definitions,
            OnlineStore store,
            InstantSource clock,
            String writer,
            Lock lock) {
        EventSource source = definitions.sources().get(name);
        if (source == null) {
            throw new ProblemException(
                    ProblemCode.FEATURE_NOT_FOUND,
                    "no source '" + name + "' (expected: one of " + streams(definitions) + ")",
                    "name one whose events arrive");
        }
        if (!(source.origin() instanceof DataSourceConfig.Stream stream)) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    "the events of source "
                            + name
                            + " lie in files or tables (expected: a source with `stream`, such as "
                            + streams(definitions)
                            + ")",
                    "write them there, and materialize");
        }
        return new StreamIngestor(source, stream, definitions, store, clock, writer, lock);
    }

    private static List<SourceName> streams(FeatureDefinitions definitions) {
        return definitions.sources().values().stream()
                .filter(source -> source.origin() instanceof DataSourceConfig.Stream)
                .map(EventSource::name)
                .toList();
    }

    public EventSource source() {
        return source;
    }

    /// The decoder of the source's events.
    public EventDecoder form() {
        return form;
    }

    public IngestStatus status() {
        return status;
    }

    /// The offset from which to read a partition; empty if it was never read.
    public OptionalLong position(Partition partition) {
        byte[] bytes = store.read(space.positionKey(partition));
        return bytes == null ? OptionalLong.empty() : OptionalLong.of(EventLog.number(bytes));
    }

    /// Whether another process has begun to ingest the source since this one did.
    public boolean isDisplaced() {
        lock.lock();
        try {
            byte @Nullable [] noted = store.read(space.noteKey("writer"));
            return begun && !writer.isOf(noted);
        } finally {
            lock.unlock();
        }
    }

    /// Makes this process the one that ingests the source, unless it has begun to. Positions that
    /// are read afterwards stay true until this process moves them, or cannot write: no other
    /// process can take an event after them.
    ///
    /// @throws ProblemException `online-store-unavailable` if the store cannot be written
    public void claim() {
        lock.lock();
        try {
            if (!begun) {
                write(new EventBatch());
            }
        } finally {
            lock.unlock();
        }
    }

    /// The same for a process that another displaced, which it displaces.
    ///
    /// @throws ProblemException `online-store-unavailable` if the store cannot be written
    public void takeOver() {
        lock.lock();
        try {
            begun = false;
            write(new EventBatch());
        } finally {
            lock.unlock();
        }
    }

    /// Writes a batch durably. After a failure either all or nothing of it is written; it may be
    /// repeated if its events have ids, or if positions identify it.
    ///
    /// @throws ProblemException `online-store-unavailable` if the store cannot be written, or
    ///   another process ingests the source by now
    public IngestReport take(EventBatch batch) {
        lock.lock();
        try {
            return write(batch);
        } finally {
            lock.unlock();
        }
    }

    private IngestReport write(EventBatch batch) {
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        StoreState marks = marks();
        List<ImmutableEvent> events = batch.events();
        List<List<@Nullable EntityKey>> keys = new ArrayList<>();
        List<BitSet> duplicates = new ArrayList<>();
        var changes = new StoreBatch();
        for (EntityKeyGroup combination : combinations) {
            List<@Nullable EntityKey> of = new ArrayList<>(events.size());
            events.forEach(event -> of.add(combination.key(event)));
            keys.add(of);
            duplicates.add(ids.judge(combination, events, of, now, changes));
        }
        var taken = new BitSet();
        for (int i = 0; i < views.size(); i++) {
            StreamedView view = views.get(i);
            int of = view.combination();
            taken.or(
                    view.feed(
                            marks.current.get(i),
                            events,
                            keys.get(of),
                            duplicates.get(of),
                            now,
                            changes));
        }
        if (hasHistory) {
            append(marks, now, events, keys, duplicates, changes);
        }
        batch.positions()
                .forEach(
                        (partition, next) ->
                                changes.put(space.positionKey(partition), EventLog.bytes(next)));
        changes.put(space.noteKey("writer"), writer.next(marks.writer.getFirst()));
        Optional<StreamProgress> latest = latest(marks.latest, events, taken, now);
        latest.ifPresent(of -> changes.put(StreamProgress.key(source.name()), of.toBytes()));
        byte[] key = space.noteKey("writer");
        if (!store.writeIf(List.of(key), marks.writer, changes)) {
            throw fedBy(store.read(key));
        }
        begun = true;
        IngestReport report = IngestReport.of(batch, keys, duplicates, taken);
        note(report, latest);
        return report;
    }

    private static Optional<StreamProgress> latest(
            Optional<StreamProgress> before, List<ImmutableEvent> events, BitSet taken, long now) {
        OptionalLong newest = taken.stream().mapToLong(i -> events.get(i).timeMicros()).max();
        return newest.isPresent()
                ? Optional.of(StreamProgress.after(before, newest.getAsLong(), now))
                : before;
    }

    /// State of the store before a batch.
    ///
    /// @param writer a list of one
    /// @param current rows of each view
    private record StoreState(
            List<byte @Nullable []> writer,
            long head,
            EventLog.TrimState kept,
            Optional<StreamProgress> latest,
            List<Current> current) {
        StoreState {
            current = List.copyOf(current);
        }
    }

    private StoreState marks() {
        List<byte[]> readKeys = new ArrayList<>();
        readKeys.add(space.noteKey("writer"));
        readKeys.add(log.headKey());
        readKeys.add(log.keptKey());
        readKeys.add(StreamProgress.key(source.name()));
        int others = readKeys.size();
        views.forEach(view -> readKeys.add(view.space().currentKey()));
        List<byte @Nullable []> found = store.readAll(readKeys);
        requireWriter(found.get(0));
        long head = EventLog.number(found.get(1));
        List<Current> current = new ArrayList<>();
        for (int i = 0; i < views.size(); i++) {
            StreamedView view = views.get(i);
            Current of = view.space().current(found.get(others + i));
            if (of.isLost() && !hasHistory) {
                // Nothing is logged, so the view would never get these events.
                throw LostRows.problem(view.reference());
            }
            view.catchUp(of, head);
            current.add(of);
        }
        return new StoreState(
                found.subList(0, 1),
                head,
                EventLog.TrimState.read(found.get(2)),
                StreamProgress.read(found.get(3)),
                current);
    }

    private void requireWriter(byte @Nullable [] noted) {
        if (begun && !writer.isOf(noted)) {
            throw fedBy(noted);
        }
    }

    private ProblemException fedBy(byte @Nullable [] noted) {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "source "
                        + source.name()
                        + " is fed by another process, "
                        + (noted == null ? "none" : new String(noted, StandardCharsets.UTF_8))
                        + " (expected: one that feeds it)",
                "let one process feed it; this one begins again when it is started");
    }

    /// Logs the events that not every view's history contains, except those of no entity.
    private void append(
            StoreState marks,
            long now,
            List<ImmutableEvent> events,
            List<List<@Nullable EntityKey>> keys,
            List<BitSet> duplicates,
            StoreBatch changes) {
        var chosen = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            for (int of = 0; of < combinations.size(); of++) {
                if (keys.get(of).get(i) != null
                        && !duplicates.get(of).get(i)
                        && events.get(i).visibleMicros() > marks.kept.untilMicros()) {
                    chosen.set(i);
                }
            }
        }
        if (chosen.isEmpty()) {
            return;
        }
        long number = marks.head + 1;
        log.append(number, now, events, chosen, combinations, duplicates, changes);
        for (int i = 0; i < views.size(); i++) {
            Current current = marks.current.get(i);
            if (!current.isLost()) {
                changes.put(
                        views.get(i).space().fedKey(current.generation()), EventLog.bytes(number));
            }
        }
    }

    private void note(IngestReport report, Optional<StreamProgress> latest) {
        status = new IngestStatus(status.counted().plus(report).withoutViolations(), latest);
    }
}
