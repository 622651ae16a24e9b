package dev.berth.features.maintenance;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The version of each view that an online read means where the caller names none: the highest that
/// is filled, so that describing the next one changes nothing until its rows are there.
///
/// A version with a history is filled when it was materialized once. One that is fed alone counts
/// from when it is described, and one on demand when the stored views are filled that it reads.
/// Where no version of a view is filled, the highest is meant.
///
/// @param views one version for each view
public record LatestVersions(SortedMap<ViewName, ViewReference> views) {

    public LatestVersions {
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
    }

    /// Those of definitions of which the store has what was read.
    public static LatestVersions of(FeatureDefinitions definitions, Freshness freshness) {
        SortedMap<ViewName, ViewReference> views = new TreeMap<>();
        all(definitions)
                .sorted(
                        Comparator.comparing(
                                        (ViewReference view) ->
                                                isFilled(view, definitions, freshness))
                                .thenComparing(Comparator.naturalOrder()))
                .forEach(view -> views.put(view.name(), view));
        return new LatestVersions(views);
    }

    /// Whether several versions of a view are described, so that what the store has matters.
    public static boolean areSeveral(FeatureDefinitions definitions) {
        return all(definitions).map(ViewReference::name).distinct().count()
                < all(definitions).count();
    }

    public Optional<ViewReference> find(ViewName name) {
        return Optional.ofNullable(views.get(name));
    }

    private static Stream<ViewReference> all(FeatureDefinitions definitions) {
        return Stream.of(definitions.views().keySet(), definitions.onDemand().keySet())
                .flatMap(Collection::stream);
    }

    private static boolean isFilled(
            ViewReference view, FeatureDefinitions definitions, Freshness freshness) {
        return definitions
                .findOnDemand(view)
                .map(
                        computed ->
                                computed.reads().values().stream()
                                        .map(FeatureUse::view)
                                        .allMatch(read -> isFilled(read, freshness)))
                .orElseGet(() -> isFilled(view, freshness));
    }

    private static boolean isFilled(ViewReference view, Freshness freshness) {
        return freshness
                .of(view)
                .map(
                        known ->
                                !known.isLost()
                                        && (!known.hasHistory()
                                                || known.materializedUntil().isPresent()))
                .orElse(false);
    }
}
