package dev.berth.features.ingest;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewBusyProblem;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import dev.berth.features.state.EntityStateFactory;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Replay of the logged events of a view into a generation that contains the history up to an
/// instant.
///
/// A mark of the replayed position is written with the rows. A replay continues from it, and the
/// process that ingests the source detects what a new generation lacks. Not thread-safe.
public final class LogReplay {
    /// Events of one write: enough to share its cost, few enough for the memory.
    private static final int EVENTS_OF_A_WRITE = 5_000;

    private final FeatureDefinitions definitions;
    private final OnlineStore store;
    private final EventSource source;
    private final EntityKeyGroup combination;
    private final EntityStateFactory states;
    private final ViewKeyspace space;
    private final EventLog log;

    private LogReplay(
            EntityStateFactory states, FeatureDefinitions definitions, OnlineStore store) {
        FeatureView view = states.view();
        this.definitions = definitions;
        this.store = store;
        this.source = definitions.sourceOf(view);
        EventDecoder form = EventDecoder.of(source);
        this.combination = EntityKeyGroup.of(view, definitions, form);
        this.states = states;
        this.space = ViewKeyspace.of(view, definitions);
        this.log = new EventLog(new SourceKeyspace(source.name()), store, form);
    }

    /// Creates the replay of a view; empty if its events come from files or tables.
    public static Optional<LogReplay> of(
            EntityStateFactory states, FeatureDefinitions definitions, OnlineStore store) {
        return isFed(states.view(), definitions)
                ? Optional.of(new LogReplay(states, definitions, store))
                : Optional.empty();
    }

    static boolean isFed(FeatureView view, FeatureDefinitions definitions) {
        return definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream
                && view.transformation().isEmpty();
    }

    /// The earliest instant up to which a history must reach, since earlier events are no longer
    /// logged.
    public long keptMicros() {
        return log.kept().untilMicros();
    }

    /// Adds the missing events to a generation.
    ///
    /// @param untilMicros instant up to which the generation contains the history
    public void into(int generation, long untilMicros) {
        byte[] fedKey = space.fedKey(generation);
        byte[] before = store.read(fedKey);
        long last = EventLog.number(before);
        long head = log.head();
        var rows = new RowChanges(states, space, generation);
        for (long number = Math.max(last + 1, log.kept().first()); number <= head; number++) {
            Optional<EventLog.Entry> entry = log.read(number, combination.name());
            if (entry.isPresent()) {
                collect(entry.get(), untilMicros, rows);
            }
            if (rows.eventCount() >= EVENTS_OF_A_WRITE || number == head) {
                var batch = new StoreBatch();
                rows.putInto(batch, store);
                batch.put(fedKey, EventLog.bytes(number));
                // The rows that were read either contain another process's events, or the
                // conflict shows here.
                if (!store.writeIf(List.of(fedKey), Collections.singletonList(before), batch)) {
                    throw ViewBusyProblem.problem(states.view().reference());
                }
                before = EventLog.bytes(number);
            }
        }
    }

    private void collect(EventLog.Entry entry, long untilMicros, RowChanges rows) {
        for (ImmutableEvent event : entry.events()) {
            EntityKey key = event.visibleMicros() > untilMicros ? combination.key(event) : null;
            if (key != null) {
                rows.add(key, event, entry.arrivedMicros());
            }
        }
    }

    /// Removes from the log what the history of every view of the source contains.
    public void trim() {
        long until = Long.MAX_VALUE;
        for (FeatureView view : definitions.views().values()) {
            if (view.source().equals(source.name()) && isFed(view, definitions)) {
                Current current = ViewKeyspace.of(view, definitions).current(store);
                until =
                        Math.min(
                                until,
                                current.hasHistory() ? current.untilMicros() : Long.MIN_VALUE);
            }
        }
        log.trim(until);
    }
}
