package dev.berth.features.ingest;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import dev.berth.features.state.EntityStateFactory;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// View whose rows are updated by arriving events of a source.
final class StreamedView {
    private final EntityStateFactory states;
    private final ViewKeyspace space;
    private final LogReplay replay;
    private final OnlineStore store;
    private final EventDecoder.Selection columns;
    private final int combination;

    /// @param form decoder of the arriving events with all columns of the current description,
    ///   which may differ from the published one
    /// @param combination index of its entity group
    StreamedView(
            FeatureView view,
            FeatureDefinitions definitions,
            OnlineStore store,
            EventDecoder form,
            int combination) {
        this.states = EntityStateFactory.of(view, definitions);
        this.space = ViewKeyspace.of(view, definitions);
        this.replay = LogReplay.of(states, definitions, store).orElseThrow();
        this.store = store;
        this.columns = form.select(states.columns());
        this.combination = combination;
    }

    int combination() {
        return combination;
    }

    ViewKeyspace space() {
        return space;
    }

    ViewReference reference() {
        return states.view().reference();
    }

    /// Replays into the current generation what arrived while it was created.
    void catchUp(Current current, long head) {
        if (current.isLost()) {
            return;
        }
        byte[] fed = store.read(space.fedKey(current.generation()));
        if (EventLog.number(fed) < head) {
            replay.into(current.generation(), current.untilMicros());
        }
    }

    /// Adds events to a batch.
    ///
    /// @param keys of the entities; null for an event without one
    /// @param duplicates events to skip
    /// @return events that now count in the view and did not before
    BitSet feed(
            Current current,
            List<ImmutableEvent> events,
            List<@Nullable EntityKey> keys,
            BitSet duplicates,
            long nowMicros,
            StoreBatch batch) {
        var rows = new RowChanges(states, space, current.generation());
        var taken = new BitSet();
        for (int i = 0; i < events.size(); i++) {
            EntityKey key = keys.get(i);
            ImmutableEvent event = events.get(i);
            if (key != null
                    && !duplicates.get(i)
                    && event.visibleMicros() > current.untilMicros()) {
                taken.set(i);
                // Lost rows get these events from the log when they are rewritten.
                if (!current.isLost()) {
                    rows.add(key, columns.of(event), nowMicros);
                }
            }
        }
        rows.putInto(batch, store);
        return taken;
    }
}
