package dev.berth.features.ingest;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.online.KeyGroup;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import java.util.ArrayList;
import java.util.List;

/// All keys that a store has of some definitions, by what is of use together.
///
/// Each view is by itself. A stream is of use as a whole: without the ids an event would count
/// twice, without the positions a topic would be read again. Where a part of it is lost it begins
/// anew, and with it every view that it feeds, which would count what comes again once more.
public final class StoreKeys {
    private StoreKeys() {}

    /// The groups of a store, each with what depends on it.
    public static List<KeyGroup> of(FeatureDefinitions definitions) {
        List<KeyGroup> groups = new ArrayList<>();
        for (EventSource source : definitions.sources().values()) {
            List<KeyGroup> views = new ArrayList<>();
            for (FeatureView view : definitions.views().values()) {
                if (view.source().equals(source.name())) {
                    views.add(view(view, definitions));
                }
            }
            if (source.origin() instanceof DataSourceConfig.Stream) {
                groups.add(
                        new KeyGroup(
                                "stream " + source.name(),
                                new SourceKeyspace(source.name()).prefixes(),
                                new StoreBatch(),
                                views));
            } else {
                groups.addAll(views);
            }
        }
        return groups;
    }

    private static KeyGroup view(FeatureView view, FeatureDefinitions definitions) {
        ViewKeyspace space = ViewKeyspace.of(view, definitions);
        var lost = new StoreBatch();
        lost.put(space.currentKey(), Current.LOST.toBytes());
        return new KeyGroup("view " + view.reference(), space.prefixes(), lost, List.of());
    }
}
