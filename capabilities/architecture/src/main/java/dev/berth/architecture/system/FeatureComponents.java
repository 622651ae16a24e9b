package dev.berth.architecture.system;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.system.SourceLocation;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Sources, views and the online store.
final class FeatureComponents {
    /// Id of the online store.
    static final String STORE = Component.id(ComponentKind.STORE, "online-features");

    private final FeatureDefinitions features;
    private final GraphParts parts;

    FeatureComponents(CatalogSnapshot snapshot, GraphParts parts) {
        this.features = snapshot.part(Features.class).definitions();
        this.parts = parts;
    }

    void add() {
        for (EventSource source : features.sources().values()) {
            parts.add(
                    ComponentKind.SOURCE,
                    source.name().value(),
                    facts(source.summary(), source.owner()),
                    source.location());
        }
        for (FeatureView view : features.views().values()) {
            String id =
                    add(view.reference().toString(), view.summary(), view.owner(), view.location());
            String source = Component.id(ComponentKind.SOURCE, view.source().value());
            if (parts.has(source)) {
                data(source, id, view.location());
            }
        }
        if (!features.views().isEmpty()) {
            SourceLocation location = features.views().values().iterator().next().location();
            parts.add(
                    ComponentKind.STORE,
                    "online-features",
                    facts("The latest features of each entity", Optional.empty()),
                    location);
            features.views()
                    .values()
                    .forEach(
                            view ->
                                    data(
                                            Component.id(
                                                    ComponentKind.VIEW,
                                                    view.reference().toString()),
                                            STORE,
                                            view.location()));
        }
        for (OnDemandView view : features.onDemand().values()) {
            String id =
                    add(view.reference().toString(), view.summary(), view.owner(), view.location());
            view.reads()
                    .values()
                    .forEach(
                            use ->
                                    data(
                                            Component.id(ComponentKind.VIEW, use.view().toString()),
                                            id,
                                            view.location()));
        }
    }

    private String add(
            String name, String summary, Optional<String> owner, SourceLocation location) {
        return parts.add(ComponentKind.VIEW, name, facts(summary, owner), location);
    }

    private static ComponentFacts facts(String summary, Optional<String> owner) {
        return ComponentFacts.of(
                Optional.of(summary).filter(text -> !text.isEmpty()), owner, Map.of());
    }

    private void data(String from, String to, SourceLocation location) {
        if (parts.has(from) && parts.has(to)) {
            parts.data(from, to, Set.of(), OptionalDouble.empty(), "", location);
        }
    }
}
