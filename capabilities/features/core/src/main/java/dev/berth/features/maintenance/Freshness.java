package dev.berth.features.maintenance;

import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ingest.StreamProgress;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.online.ViewKeyspace.Current;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Freshness of the rows in a store, whichever process wrote them.
///
/// @param latest the last accepted event of each stream source that has any
public record Freshness(
        SortedMap<ViewReference, ViewFreshness> views,
        SortedMap<SourceName, StreamProgress> latest) {
    public static final Freshness UNKNOWN = new Freshness(new TreeMap<>(), new TreeMap<>());

    public Freshness {
        views = new TreeMap<>(views);
        latest = new TreeMap<>(latest);
    }

    /// Reads the freshness in one call of the store.
    ///
    /// @throws dev.berth.core.ProblemException `online-store-unavailable` if the store cannot be
    ///   read
    public static Freshness read(FeatureDefinitions definitions, OnlineStore store) {
        List<FeatureView> stored = List.copyOf(definitions.views().values());
        List<SourceName> streams =
                definitions.sources().values().stream()
                        .filter(source -> source.origin() instanceof DataSourceConfig.Stream)
                        .map(EventSource::name)
                        .toList();
        List<byte[]> keys = new ArrayList<>();
        stored.forEach(view -> keys.add(ViewKeyspace.of(view, definitions).currentKey()));
        streams.forEach(source -> keys.add(StreamProgress.key(source)));
        List<byte @Nullable []> found = store.readAll(keys);
        SortedMap<ViewReference, ViewFreshness> views = new TreeMap<>();
        for (int i = 0; i < stored.size(); i++) {
            FeatureView view = stored.get(i);
            views.put(view.reference(), of(view, definitions, found.get(i)));
        }
        SortedMap<SourceName, StreamProgress> latest = new TreeMap<>();
        for (int i = 0; i < streams.size(); i++) {
            SourceName source = streams.get(i);
            StreamProgress.read(found.get(stored.size() + i))
                    .ifPresent(event -> latest.put(source, event));
        }
        return new Freshness(views, latest);
    }

    private static ViewFreshness of(
            FeatureView view, FeatureDefinitions definitions, byte @Nullable [] current) {
        Current read = ViewKeyspace.of(view, definitions).current(current);
        return new ViewFreshness(
                view.reference(),
                hasHistory(view, definitions),
                read.isLost(),
                read.hasHistory()
                        ? Optional.of(Instant.EPOCH.plus(read.untilMicros(), ChronoUnit.MICROS))
                        : Optional.empty());
    }

    /// Whether a view can be materialized; a streamed view only if it has a batch source.
    public static boolean hasHistory(FeatureView view, FeatureDefinitions definitions) {
        return !(definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream stream)
                || stream.history().isPresent();
    }

    /// The instant up to which the history of a view is complete at a given time.
    public static Instant historyUntil(
            FeatureView view, FeatureDefinitions definitions, Instant at) {
        return definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream stream
                ? at.minus(stream.lateness())
                : at;
    }

    /// A view whose rows are lost; empty if there is none.
    public Optional<ViewReference> findLost() {
        return views.values().stream()
                .filter(ViewFreshness::isLost)
                .map(ViewFreshness::view)
                .findFirst();
    }

    /// The freshness of one view; empty if unknown.
    public Optional<ViewFreshness> of(ViewReference view) {
        return Optional.ofNullable(views.get(view));
    }

    /// The last event of a streamed view; empty for others.
    public Optional<StreamProgress> latestOf(FeatureView view) {
        return Optional.ofNullable(latest.get(view.source()));
    }
}
