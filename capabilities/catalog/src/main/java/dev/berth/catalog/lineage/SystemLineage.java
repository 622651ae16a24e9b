package dev.berth.catalog.lineage;

import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.StepOperation;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureFunction;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageEdge;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.lineage.LineageNode.Kind;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ModelPackage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Lineage of a system, derived from its descriptions alone.
///
/// A view depends on its source; a view on demand on the views that it reads; a service on the
/// views of its features; a model on the views of its package; an endpoint on the models and
/// endpoints that it may call (in its steps, its variants, shadows and fallbacks) and on the views
/// that its steps read; a consumer on the models and endpoints that it is declared to be allowed to
/// call, and on the services that it may read: on all if it declares no permissions, and then on no
/// views, or on those, and the views, that are granted to it. What has errors is left out.
public final class SystemLineage {
    private final CatalogSnapshot snapshot;
    private final FeatureDefinitions features;
    private final Set<LineageNode> nodes = new TreeSet<>();
    private final Map<LineageNode, Map<LineageNode, Set<FeatureName>>> edges = new TreeMap<>();

    private SystemLineage(CatalogSnapshot snapshot) {
        this.snapshot = snapshot;
        this.features = snapshot.part(Features.class).definitions();
    }

    public static Lineage of(CatalogSnapshot snapshot) {
        var found = new SystemLineage(snapshot);
        found.addFeatures();
        found.addModels();
        found.addEndpoints();
        found.addConsumers();
        List<LineageEdge> edges = new ArrayList<>();
        found.edges.forEach(
                (from, ends) ->
                        ends.forEach((to, read) -> edges.add(new LineageEdge(from, to, read))));
        return new Lineage(List.copyOf(found.nodes), edges);
    }

    /// The node of a view, if it is there.
    public static Optional<LineageNode> find(ViewReference view, FeatureDefinitions features) {
        if (features.findView(view).isPresent()) {
            return Optional.of(new LineageNode(Kind.VIEW, view.toString()));
        }
        if (features.findOnDemand(view).isPresent()) {
            return Optional.of(new LineageNode(Kind.ON_DEMAND, view.toString()));
        }
        // One that cannot be served for an error elsewhere is needed nevertheless.
        return features.findPublication(view)
                .flatMap(Publication::source)
                .map(found -> new LineageNode(Kind.VIEW, view.toString()));
    }

    private void addFeatures() {
        for (SourceName source : features.sources().keySet()) {
            nodes.add(new LineageNode(Kind.SOURCE, source.value()));
        }
        for (FeatureView view : features.views().values()) {
            LineageNode source = new LineageNode(Kind.SOURCE, view.source().value());
            nodes.add(source);
            LineageNode node = new LineageNode(Kind.VIEW, view.reference().toString());
            nodes.add(node);
            add(source, node, Set.of());
        }
        features.publications()
                .keySet()
                .forEach(view -> find(view, features).ifPresent(nodes::add));
        for (OnDemandView view : features.onDemand().values()) {
            LineageNode node = new LineageNode(Kind.ON_DEMAND, view.reference().toString());
            nodes.add(node);
            view.reads().forEach((name, use) -> addRead(view, name, use, node));
        }
        for (FeatureService service : features.services().values()) {
            LineageNode node = new LineageNode(Kind.SERVICE, service.reference().toString());
            nodes.add(node);
            service.features().forEach(entry -> addUse(entry.selection(), node));
        }
    }

    /// Of the view that is read, the features whose names stand in an expression behind the name's
    /// dot, or which the function takes; all where the function is not known.
    private void addRead(OnDemandView view, String name, FeatureUse use, LineageNode node) {
        Set<String> words = new HashSet<>();
        for (OnDemandView.Computed feature : view.features()) {
            feature.expression()
                    .ifPresent(
                            made ->
                                    words.addAll(
                                            Arrays.asList(
                                                    made.text().split("[^A-Za-z0-9_.]+", -1))));
        }
        Optional<FeatureFunction> function =
                view.function().flatMap(of -> Optional.ofNullable(features.functions().get(of)));
        function.ifPresent(of -> words.addAll(of.inputs().keySet()));
        boolean isUnknown = view.function().isPresent() && function.isEmpty();
        Set<FeatureName> read = new LinkedHashSet<>();
        for (Feature feature : features.view(use.view()).features()) {
            String word = name + "." + feature.name();
            // A method of it may follow: `there.name.size()`.
            if (isUnknown
                    || words.stream()
                            .anyMatch(each -> each.equals(word) || each.startsWith(word + "."))) {
                read.add(feature.name());
            }
        }
        find(use.view(), features).ifPresent(from -> add(from, node, read));
    }

    private void addModels() {
        for (PackageEntry.Valid entry : snapshot.part(Models.class).valid()) {
            ModelPackage found = entry.modelPackage();
            LineageNode node = new LineageNode(Kind.MODEL, found.reference().toString());
            nodes.add(node);
            found.features().inputs().values().forEach(each -> addUse(each, node));
        }
    }

    private void addUse(FeatureSelection selection, LineageNode node) {
        FeatureReference feature = selection.feature();
        find(feature.view(), features)
                .ifPresent(view -> add(view, node, Set.of(feature.feature())));
    }

    private void addEndpoints() {
        List<EndpointDescription> endpoints = snapshot.part(EndpointEntries.class).valid();
        for (EndpointDescription endpoint : endpoints) {
            nodes.add(new LineageNode(Kind.ENDPOINT, endpoint.name().value()));
        }
        for (EndpointDescription endpoint : endpoints) {
            LineageNode node = new LineageNode(Kind.ENDPOINT, endpoint.name().value());
            for (GraphStep step : endpoint.graph().steps()) {
                if (step.pattern() instanceof StepOperation.Features read) {
                    read.values().values().forEach(each -> addUse(each, node));
                }
            }
            callees(endpoint).forEach(callee -> addCall(callee, node));
        }
    }

    /// All that it may call: what its steps name, and what variants, shadows and fallbacks have in
    /// their place.
    private static Set<Callee> callees(EndpointDescription endpoint) {
        Set<Callee> callees = new LinkedHashSet<>();
        endpoint.graph().steps().forEach(step -> callees.addAll(step.pattern().callees()));
        endpoint.arms().forEach(arm -> callees.addAll(arm.replaced().values()));
        return callees;
    }

    private void addCall(Callee callee, LineageNode node) {
        switch (callee) {
            case Callee.Model(var name, var version) ->
                    versions(name)
                            .filter(
                                    found ->
                                            version.isEmpty()
                                                    || found.reference()
                                                            .version()
                                                            .equals(version.get()))
                            // Without a version it calls the latest.
                            .reduce((first, last) -> last)
                            .ifPresent(
                                    found ->
                                            add(
                                                    new LineageNode(
                                                            Kind.MODEL,
                                                            found.reference().toString()),
                                                    node,
                                                    Set.of()));
            case Callee.Endpoint(var name) -> {
                LineageNode called = new LineageNode(Kind.ENDPOINT, name.value());
                if (nodes.contains(called)) {
                    add(called, node, Set.of());
                }
            }
            case Callee.Remote _ -> {
                // The dependencies of other servers are not known here.
            }
        }
    }

    private Stream<ModelPackage> versions(ModelName name) {
        return snapshot.part(Models.class).valid().stream()
                .map(PackageEntry.Valid::modelPackage)
                .filter(found -> found.reference().name().equals(name));
    }

    private void addConsumers() {
        for (ApiConsumer consumer : snapshot.system().access().consumers()) {
            LineageNode node = new LineageNode(Kind.CONSUMER, consumer.name().value());
            nodes.add(node);
            for (LineageNode called : List.copyOf(nodes)) {
                boolean isAllowed =
                        switch (called.kind()) {
                            case MODEL -> consumer.mayCall(nameOf(called));
                            case ENDPOINT -> consumer.mayCall(ModelName.of(called.name()));
                            case SERVICE -> consumer.mayRead(serviceOf(called));
                            case VIEW, ON_DEMAND ->
                                    consumer.permissions().isPresent()
                                            && consumer.mayRead(ViewReference.parse(called.name()));
                            case SOURCE, CONSUMER -> false;
                        };
                if (isAllowed) {
                    add(called, node, Set.of());
                }
            }
        }
    }

    private static ModelName nameOf(LineageNode model) {
        return ModelName.of(model.name().substring(0, model.name().indexOf('@')));
    }

    private static ServiceReference serviceOf(LineageNode service) {
        int at = service.name().indexOf('@');
        return ServiceReference.of(
                service.name().substring(0, at),
                Integer.parseInt(service.name().substring(at + 1)));
    }

    private void add(LineageNode from, LineageNode to, Set<FeatureName> read) {
        edges.computeIfAbsent(from, node -> new TreeMap<>())
                .computeIfAbsent(to, node -> new TreeSet<>())
                .addAll(read);
    }
}
