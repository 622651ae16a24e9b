package dev.berth.server.feature;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewReference;
import dev.berth.server.auth.FeatureAccess;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The part of a system's features that one caller may read: views and services that are granted to
/// it, and the entities whose keys they need.
///
/// Of a view on demand only those of the views that it reads are named which the caller may read
/// too. A service names all of its features: they are what the caller reads by it.
final class ReadableFeatures {
    private final FeatureDefinitions all;
    private final SortedMap<EntityName, Entity> entities = new TreeMap<>();

    private ReadableFeatures(FeatureDefinitions all) {
        this.all = all;
    }

    static FeatureDefinitions of(FeatureDefinitions all, FeatureAccess access) {
        return access.isToAll() ? all : new ReadableFeatures(all).read(access);
    }

    private FeatureDefinitions read(FeatureAccess access) {
        SortedMap<ViewReference, FeatureView> views = new TreeMap<>(all.views());
        views.keySet().removeIf(view -> !access.mayRead(view));
        SortedMap<ViewReference, OnDemandView> onDemand = new TreeMap<>(all.onDemand());
        onDemand.keySet().removeIf(view -> !access.mayRead(view));
        SortedMap<ServiceReference, FeatureService> services = new TreeMap<>(all.services());
        services.keySet().removeIf(service -> !access.mayRead(service));
        views.keySet().forEach(this::addEntities);
        onDemand.keySet().forEach(this::addEntities);
        services.values().stream()
                .flatMap(service -> service.features().stream())
                .forEach(entry -> addEntities(entry.selection().feature().view()));
        onDemand.replaceAll((reference, view) -> withoutOthers(view, access));
        return new FeatureDefinitions(
                entities,
                new TreeMap<>(),
                views,
                onDemand,
                all.publications(),
                new TreeMap<>(),
                services);
    }

    private void addEntities(ViewReference reference) {
        all.findView(reference)
                .ifPresent(
                        view ->
                                view.keys()
                                        .keySet()
                                        .forEach(name -> entities.put(name, all.entity(name))));
        all.findOnDemand(reference)
                .ifPresent(view -> view.reads().values().forEach(use -> addEntities(use.view())));
    }

    private static OnDemandView withoutOthers(OnDemandView view, FeatureAccess access) {
        Map<String, FeatureUse> reads = new LinkedHashMap<>(view.reads());
        reads.values().removeIf(use -> !access.mayRead(use.view()));
        return new OnDemandView(
                view.reference(),
                view.summary(),
                view.owner(),
                view.tags(),
                view.inputs(),
                reads,
                view.function(),
                view.features(),
                view.cached(),
                view.location());
    }
}
