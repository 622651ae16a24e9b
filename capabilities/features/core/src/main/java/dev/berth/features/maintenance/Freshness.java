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

/// How up to date the rows are that a store has, regardless of the writer.
///
/// @param latest what was accepted last of each source whose events arrive; without those of which
///   nothing ever was
public record Freshness(
        SortedMap<ViewReference, ViewFreshness> views,
        SortedMap<SourceName, StreamProgress> latest) {
    public static final Freshness UNKNOWN = new Freshness(new TreeMap<>(), new TreeMap<>());

    public Freshness {
        views = new TreeMap<>(views);
        latest = new TreeMap<>(latest);
    }

    /// Reads it, in one go.
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
        List<byte[]> asked = new ArrayList<>();
        stored.forEach(view -> asked.add(ViewKeyspace.of(view, definitions).currentKey()));
        streams.forEach(source -> asked.add(StreamProgress.key(source)));
        List<byte @Nullable []> found = store.readAll(asked);
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

    /// Whether a view can be materialized: of a stream only if it is kept somewhere.
    public static boolean hasHistory(FeatureView view, FeatureDefinitions definitions) {
        return !(definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream stream)
                || stream.history().isPresent();
    }

    /// Up to when the history of a view's events is taken to be whole at an instant.
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

    /// That of one view; empty if it is not known.
    public Optional<ViewFreshness> of(ViewReference view) {
        return Optional.ofNullable(views.get(view));
    }

    /// What arrived last for a view of a stream; empty for others.
    public Optional<StreamProgress> latestOf(FeatureView view) {
        return Optional.ofNullable(latest.get(view.source()));
    }
}
