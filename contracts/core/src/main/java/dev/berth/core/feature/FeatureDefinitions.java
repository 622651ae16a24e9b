package dev.berth.core.feature;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// All feature definitions of a system. References among them resolve.
///
/// @param views those that are described, and those that are served on as they were published
/// @param onDemand likewise
/// @param publications what was published, what is retired as well
/// @param functions those in Java that on-demand views may name
/// @param services named lists of features of these views
public record FeatureDefinitions(
        SortedMap<EntityName, Entity> entities,
        SortedMap<SourceName, EventSource> sources,
        SortedMap<ViewReference, FeatureView> views,
        SortedMap<ViewReference, OnDemandView> onDemand,
        SortedMap<ViewReference, Publication> publications,
        SortedMap<FunctionReference, FeatureFunction> functions,
        SortedMap<ServiceReference, FeatureService> services) {

    private static final String LATEST = "latest";

    public static final FeatureDefinitions NONE =
            new FeatureDefinitions(
                    new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public FeatureDefinitions {
        entities = Collections.unmodifiableSortedMap(new TreeMap<>(entities));
        sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
        views = Collections.unmodifiableSortedMap(new TreeMap<>(views));
        onDemand = Collections.unmodifiableSortedMap(new TreeMap<>(onDemand));
        publications = Collections.unmodifiableSortedMap(new TreeMap<>(publications));
        functions = Collections.unmodifiableSortedMap(new TreeMap<>(functions));
        services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /// Those without functions and services.
    public FeatureDefinitions(
            SortedMap<EntityName, Entity> entities,
            SortedMap<SourceName, EventSource> sources,
            SortedMap<ViewReference, FeatureView> views,
            SortedMap<ViewReference, OnDemandView> onDemand,
            SortedMap<ViewReference, Publication> publications) {
        this(entities, sources, views, onDemand, publications, new TreeMap<>(), new TreeMap<>());
    }

    /// Those of which nothing is published.
    public FeatureDefinitions(
            SortedMap<EntityName, Entity> entities,
            SortedMap<SourceName, EventSource> sources,
            SortedMap<ViewReference, FeatureView> views,
            SortedMap<ViewReference, OnDemandView> onDemand) {
        this(entities, sources, views, onDemand, new TreeMap<>());
    }

    /// The same with these functions.
    public FeatureDefinitions with(SortedMap<FunctionReference, FeatureFunction> others) {
        return new FeatureDefinitions(
                entities, sources, views, onDemand, publications, others, services);
    }

    /// The same with these services.
    public FeatureDefinitions withServices(SortedMap<ServiceReference, FeatureService> others) {
        return new FeatureDefinitions(
                entities, sources, views, onDemand, publications, functions, others);
    }

    /// A service by `service@version`, or by `service` or `service@latest` in its latest version.
    /// Feast's `v2` is 2.
    public Optional<FeatureService> findService(String name) {
        int at = name.indexOf('@');
        String word = at < 0 ? name : name.substring(0, at);
        if (!ServiceName.isName(word)) {
            return Optional.empty();
        }
        String version = at < 0 ? LATEST : name.substring(at + 1).toLowerCase(Locale.ROOT);
        if (!version.equals(LATEST)) {
            return services.values().stream()
                    .filter(
                            service ->
                                    service.reference().name().value().equals(word)
                                            && isVersion(version, service.reference().version()))
                    .findFirst();
        }
        var versions =
                services.subMap(
                        ServiceReference.of(word, 1), ServiceReference.of(word, Integer.MAX_VALUE));
        return versions.isEmpty()
                ? Optional.empty()
                : Optional.of(require(services, versions.lastKey()));
    }

    private static boolean isVersion(String text, int version) {
        String number = Integer.toString(version);
        return text.equals(number) || text.equals("v" + number);
    }

    /// The features of a view, stored or on demand; empty if there is no such view.
    public List<FeatureName> featuresOf(ViewReference view) {
        return findView(view)
                .map(found -> found.features().stream().map(Feature::name).toList())
                .or(
                        () ->
                                findOnDemand(view)
                                        .map(
                                                found ->
                                                        found.features().stream()
                                                                .map(OnDemandView.Computed::name)
                                                                .toList()))
                .orElse(List.of());
    }

    /// Whether there is a view that a function computes.
    public boolean hasFunctions() {
        return onDemand.values().stream().anyMatch(view -> view.function().isPresent());
    }

    public boolean isEmpty() {
        return views.isEmpty() && onDemand.isEmpty();
    }

    /// A source that is there.
    public EventSource source(SourceName name) {
        return require(sources, name);
    }

    /// The source of a view, which is there. That of a published one has the columns that it was
    /// published with, whatever the source of this name has gained since.
    public EventSource sourceOf(FeatureView view) {
        return findPublication(view.reference())
                .flatMap(Publication::source)
                .orElseGet(() -> source(view.source()));
    }

    public Optional<Publication> findPublication(ViewReference reference) {
        return Optional.ofNullable(publications.get(reference));
    }

    /// A stored view that is there.
    public FeatureView view(ViewReference reference) {
        return require(views, reference);
    }

    public Optional<FeatureView> findView(ViewReference reference) {
        return Optional.ofNullable(views.get(reference));
    }

    public Optional<OnDemandView> findOnDemand(ViewReference reference) {
        return Optional.ofNullable(onDemand.get(reference));
    }

    public Entity entity(EntityName name) {
        return require(entities, name);
    }

    /// The columns from which a view's features are made, with their types.
    public Map<String, FeatureType> columnsOf(FeatureView view) {
        return view.transformation()
                .map(Transformation::columns)
                .orElseGet(() -> sourceOf(view).columns());
    }

    /// The latest version of a view, stored or on demand.
    public Optional<ViewReference> findLatest(ViewName name) {
        ViewReference from = new ViewReference(name, 1);
        ViewReference to = new ViewReference(name, Integer.MAX_VALUE);
        var stored = views.subMap(from, to);
        var computed = onDemand.subMap(from, to);
        if (stored.isEmpty() && computed.isEmpty()) {
            return Optional.empty();
        }
        if (stored.isEmpty() || computed.isEmpty()) {
            return Optional.of(stored.isEmpty() ? computed.lastKey() : stored.lastKey());
        }
        ViewReference latest = stored.lastKey();
        return Optional.of(latest.compareTo(computed.lastKey()) > 0 ? latest : computed.lastKey());
    }

    private static <K, V> V require(Map<K, V> map, K key) {
        V found = map.get(key);
        if (found == null) {
            throw new IllegalStateException("no " + key);
        }
        return found;
    }
}
