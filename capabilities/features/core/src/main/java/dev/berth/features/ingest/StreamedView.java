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

/// A view whose rows follow the events of a source as they arrive.
final class StreamedView {
    private final EntityStateFactory states;
    private final ViewKeyspace space;
    private final LogReplay replay;
    private final OnlineStore store;
    private final EventDecoder.Selection columns;
    private final int combination;

    /// @param form of the events that it is fed with, which have all columns of the source as it is
    ///   described: the view may have been published with others
    /// @param combination the index of that of its keys
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

    /// Brings into the generation that is read what arrived while it was made.
    void catchUp(Current current, long head) {
        if (current.isLost()) {
            return;
        }
        byte[] fed = store.read(space.fedKey(current.generation()));
        if (EventLog.number(fed) < head) {
            replay.into(current.generation(), current.untilMicros());
        }
    }

    /// Puts events into a batch.
    ///
    /// @param keys of the entities, null for none
    /// @param duplicates which events are no more
    /// @return which events count in the view now and did not before
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
                // Rows that are lost get it from the log when they are written anew.
                if (!current.isLost()) {
                    rows.add(key, columns.of(event), nowMicros);
                }
            }
        }
        rows.putInto(batch, store);
        return taken;
    }
}
