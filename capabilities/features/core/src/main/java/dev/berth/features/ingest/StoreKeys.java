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

/// Keys of an online store by definition, grouped by what must be kept or dropped together.
///
/// Each view is a group. A stream is one as a whole: without its ids an event would count twice,
/// without the positions the topic would be read again. If a part is lost, the stream starts anew
/// together with every view that it feeds, which would otherwise count events twice.
public final class StoreKeys {
    private StoreKeys() {}

    /// The groups of a store with their dependents.
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
