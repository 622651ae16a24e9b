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

/// Versions of views that online reads use where the caller names none: the highest populated
/// version of each view. A newly described version changes nothing until it has rows.
///
/// A version with a history is populated after its first materialization. One without a history is
/// populated once it is described, and an on-demand one once the stored views that it reads are. If
/// no version is populated, the highest is used.
///
/// @param views one version for each view
public record LatestVersions(SortedMap<ViewName, ViewReference> views) {

    public LatestVersions {
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
    }

    /// Computes the versions from definitions and the freshness of the store.
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

    /// Whether a view is described in several versions, so that the store decides.
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
