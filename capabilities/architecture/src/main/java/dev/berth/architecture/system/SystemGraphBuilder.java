package dev.berth.architecture.system;

import dev.berth.architecture.graph.Component;
import dev.berth.architecture.graph.ComponentFacts;
import dev.berth.architecture.graph.ComponentKind;
import dev.berth.architecture.graph.Flow.CallUse;
import dev.berth.architecture.graph.SystemGraph;
import dev.berth.architecture.part.ArchitectureDescription;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredComponent;
import dev.berth.architecture.part.ArchitectureDescription.DeclaredFacts;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.settings.SystemReader;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.system.ApiConsumer;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.RemoteCluster;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.SystemDescription;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Builder of a system's graph from its descriptions: consumers, endpoints with their guards,
/// models (the latest version of each), features with their sources and store, other servers; and
/// what `architecture:` declares besides. What has errors is left out.
///
/// A consumer without permissions may call everything, and callers are `anyone` where none is
/// declared: they are then taken to call the endpoints, and those models that no endpoint calls.
public final class SystemGraphBuilder {
    /// The name of the consumer where none is declared.
    public static final String ANYONE = "anyone";

    /// Label of a consumer: whether `berth.yaml` declares it.
    public static final String DECLARED = "declared";

    private final CatalogSnapshot snapshot;
    private final ArchitectureDescription architecture;
    private final GraphParts parts = new GraphParts();

    private SystemGraphBuilder(CatalogSnapshot snapshot) {
        this.snapshot = snapshot;
        this.architecture = snapshot.part(ArchitectureDescription.class);
    }

    /// The graph of what the descriptions say.
    public static SystemGraph of(CatalogSnapshot snapshot) {
        return of(snapshot, Map.of());
    }

    /// The graph of what the descriptions say and of what is known besides.
    ///
    /// @param known facts of components, by their ids, such as measured latencies; what a
    ///   description says goes before them
    public static SystemGraph of(CatalogSnapshot snapshot, Map<String, ComponentFacts> known) {
        var builder = new SystemGraphBuilder(snapshot);
        builder.gather();
        return SystemGraph.of(
                snapshot.system().name(), builder.withFacts(known), builder.parts.flows());
    }

    /// The components and flows of a system.
    static GraphParts parts(CatalogSnapshot snapshot) {
        var builder = new SystemGraphBuilder(snapshot);
        builder.gather();
        return builder.parts;
    }

    private void gather() {
        new FeatureComponents(snapshot, parts).add();
        Map<ModelName, ModelPackage> models = latest();
        models.values().forEach(this::addModel);
        system().remotes().forEach(this::addRemote);
        List<EndpointDescription> endpoints = snapshot.part(EndpointEntries.class).valid();
        var graphs = new EndpointComponents(parts);
        endpoints.forEach(graphs::addComponents);
        endpoints.forEach(graphs::addCalls);
        Set<String> called = graphs.called();
        addConsumers(models, endpoints, called, graphs);
        addDeclared();
    }

    private SystemDescription system() {
        return snapshot.system();
    }

    private Map<ModelName, ModelPackage> latest() {
        Map<ModelName, ModelPackage> latest = new LinkedHashMap<>();
        for (PackageEntry.Valid entry : snapshot.part(Models.class).valid()) {
            latest.put(entry.modelPackage().reference().name(), entry.modelPackage());
        }
        return latest;
    }

    private void addModel(ModelPackage model) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("version", model.reference().version().value());
        labels.put("license", model.license().orElse(""));
        String name = model.reference().name().value();
        SourceLocation location =
                new SourceLocation(model.directory().resolve(PackageEntry.FILE_NAME), 1);
        String id =
                parts.add(
                        model.isStepsAlone() ? ComponentKind.ENCODER : ComponentKind.MODEL,
                        name,
                        ComponentFacts.of(
                                Optional.of(model.summary()).filter(text -> !text.isEmpty()),
                                model.owner(),
                                labels),
                        location);
        Set<String> views = new LinkedHashSet<>();
        model.features()
                .inputs()
                .values()
                .forEach(each -> views.add(each.feature().view().toString()));
        views.forEach(view -> parts.flowOfView(view, id, location));
    }

    private void addRemote(RemoteCluster remote) {
        parts.add(
                ComponentKind.SERVICE,
                remote.name().value(),
                ComponentFacts.NONE,
                new SourceLocation(file(), 0));
    }

    private Path file() {
        return system().directory().resolve(SystemReader.FILE_NAME);
    }

    private void addConsumers(
            Map<ModelName, ModelPackage> models,
            List<EndpointDescription> endpoints,
            Set<String> called,
            EndpointComponents graphs) {
        List<ApiConsumer> consumers = system().access().consumers();
        if (consumers.isEmpty() && architecture.components().stream().anyMatch(this::isCaller)) {
            return;
        }
        if (consumers.isEmpty() && (!models.isEmpty() || !endpoints.isEmpty())) {
            String anyone =
                    parts.add(
                            ComponentKind.CONSUMER,
                            ANYONE,
                            ComponentFacts.of(
                                    Optional.of("Callers are not identified"),
                                    Optional.empty(),
                                    Map.of(DECLARED, "false")),
                            new SourceLocation(file(), 0));
            callUsual(anyone, models, endpoints, called, graphs);
        }
        for (ApiConsumer consumer : consumers) {
            SourceLocation location =
                    architecture
                            .consumers()
                            .getOrDefault(consumer.name().value(), new SourceLocation(file(), 0));
            String id =
                    parts.add(
                            ComponentKind.CONSUMER,
                            consumer.name().value(),
                            ComponentFacts.of(
                                    Optional.of(consumer.purpose()).filter(text -> !text.isEmpty()),
                                    consumer.owner(),
                                    Map.of(DECLARED, "true")),
                            location);
            if (consumer.permissions().isEmpty()) {
                callUsual(id, models, endpoints, called, graphs);
            } else {
                consumer.permissions()
                        .get()
                        .models()
                        .forEach(name -> callNamed(id, name.value(), location, graphs));
            }
        }
    }

    /// Whether a declared component stands for those who call.
    private boolean isCaller(DeclaredComponent component) {
        return component.kind() == ComponentKind.CONSUMER
                || component.kind() == ComponentKind.INTERFACE;
    }

    private void callNamed(
            String consumer, String name, SourceLocation location, EndpointComponents graphs) {
        for (ComponentKind kind :
                List.of(ComponentKind.ENDPOINT, ComponentKind.MODEL, ComponentKind.ENCODER)) {
            String id = Component.id(kind, name);
            if (parts.has(id)) {
                graphs.call(consumer, id, "", CallUse.NEEDED, location);
                return;
            }
        }
    }

    private void callUsual(
            String consumer,
            Map<ModelName, ModelPackage> models,
            List<EndpointDescription> endpoints,
            Set<String> called,
            EndpointComponents graphs) {
        for (EndpointDescription endpoint : endpoints) {
            String id = Component.id(ComponentKind.ENDPOINT, endpoint.name().value());
            if (!called.contains(id)) {
                graphs.call(consumer, id, "", CallUse.NEEDED, endpoint.location());
            }
        }
        for (ModelPackage model : models.values()) {
            String id =
                    Component.id(
                            model.isStepsAlone() ? ComponentKind.ENCODER : ComponentKind.MODEL,
                            model.reference().name().value());
            if (!called.contains(id)) {
                graphs.call(
                        consumer,
                        id,
                        "",
                        CallUse.NEEDED,
                        new SourceLocation(model.directory().resolve(PackageEntry.FILE_NAME), 1));
            }
        }
    }

    private void addDeclared() {
        for (DeclaredComponent component : architecture.components()) {
            parts.add(component.kind(), component.name(), component.facts(), component.location());
        }
        architecture.flows().forEach(parts::add);
    }

    private List<Component> withFacts(Map<String, ComponentFacts> known) {
        return parts.components().stream().map(each -> withFacts(each, known)).toList();
    }

    private Component withFacts(Component component, Map<String, ComponentFacts> known) {
        DeclaredFacts declared = architecture.facts().get(component.id());
        ComponentFacts described =
                declared == null ? component.facts() : declared.facts().orElse(component.facts());
        return new Component(
                component.id(),
                component.kind(),
                component.name(),
                described.orElse(known.getOrDefault(component.id(), ComponentFacts.NONE)),
                component.location());
    }
}
