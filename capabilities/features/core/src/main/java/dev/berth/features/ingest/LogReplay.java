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

/// Brings what arrived of a view's events into a generation that has the history up to an instant.
///
/// A generation has a mark of how much of the log is in it, written with the rows, so that
/// replaying continues where it was, and the process that feeds the source finds out what a
/// generation lacks that was made meanwhile. For one thread.
public final class LogReplay {
    /// Events of one write: enough that its cost is shared, few enough for the memory.
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

    /// That of a view; empty if its events do not arrive, but lie in files or tables.
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

    /// The earliest instant up to which a history has to be, as what arrived until then is gone.
    public long keptMicros() {
        return log.kept().untilMicros();
    }

    /// Brings into a generation what it lacks.
    ///
    /// @param untilMicros up to when events are in it by the history
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
                // The rows that were read have what another process brought in, or it is seen here.
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

    /// Takes away of the log what the history of every view of the source has by now.
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
