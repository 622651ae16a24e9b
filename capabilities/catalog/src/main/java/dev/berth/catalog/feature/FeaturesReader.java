package dev.berth.catalog.feature;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.system.PartFiles;
import dev.berth.core.NearestName;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ValueType;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reader of the descriptions of features, which are one whole however many files they are in:
/// entities, then sources, then views, then what is computed on demand, then services. What has a
/// error is left out, and so is, without an error of its own, what refers to it.
public final class FeaturesReader {
    /// The folder with what was published, beside the descriptions.
    static final String PUBLISHED = "published";

    private final List<DocumentNode> roots = new ArrayList<>();
    private final Map<String, DocumentNode> written = new LinkedHashMap<>();

    private final TreeMap<EntityName, Entity> entities = new TreeMap<>();
    private final TreeMap<SourceName, EventSource> sources = new TreeMap<>();
    private final TreeMap<ViewReference, FeatureView> views = new TreeMap<>();
    private final TreeMap<ViewReference, OnDemandView> onDemand = new TreeMap<>();

    private final PublicationMerge merge =
            new PublicationMerge(
                    entities,
                    sources,
                    views,
                    onDemand,
                    name -> Optional.ofNullable(written.get(name)));

    private FeaturesReader() {}

    /// Those of a folder, which may be absent.
    public static Features readAll(Path folder) {
        return read(PartFiles.open(folder, FeaturesSchema.get()));
    }

    /// What the files of the folder describe.
    static Features read(PartFiles files) {
        var reader = new FeaturesReader();
        reader.roots.addAll(files.roots());
        return reader.read(Optional.of(files.folder().resolve(PUBLISHED)), files::errors);
    }

    /// What one document describes.
    ///
    /// @param views of elsewhere that it may read
    static Features read(Document document, Map<ViewReference, FeatureView> views) {
        var reader = new FeaturesReader();
        DocumentNode root = PartFiles.root(document, FeaturesSchema.get());
        reader.roots.add(root);
        reader.views.putAll(views);
        return reader.read(Optional.empty(), root.notes().errors()::sorted);
    }

    /// @param published the folder with what was published; empty to read descriptions alone
    /// @param reported what was reported in the documents
    private Features read(Optional<Path> published, Supplier<List<ValidationError>> reported) {
        eachOf("entities", this::entity);
        eachOf("sources", this::source);
        eachOf("views", this::view);
        published.ifPresent(
                folder -> {
                    merge.open(folder);
                    merge.mergeStored();
                });
        eachOf("on-demand", this::onDemand);
        published.ifPresent(folder -> merge.mergeOnDemand());
        var definitions =
                new FeatureDefinitions(entities, sources, views, onDemand, merge.publications());
        var services =
                new ServiceReader(
                        definitions, view -> written.containsKey("views/" + view.value()));
        eachOf("services", services::read);
        List<ValidationError> errors = new ArrayList<>(reported.get());
        errors.addAll(merge.errors());
        return new Features(
                definitions.withServices(services.services()),
                merge.versions(),
                readable(),
                errors);
    }

    /// The names of views and services, of these without a version.
    private Set<String> readable() {
        return Stream.concat(
                        names("views").stream(),
                        names("services").stream().map(name -> name.split("@", 2)[0]))
                .collect(Collectors.toSet());
    }

    /// Each entry of a mapping in all files, each name once.
    private void eachOf(String key, NamedPlace visitor) {
        for (DocumentNode root : roots) {
            root.child(key)
                    .ifPresent(
                            mapping ->
                                    mapping.entries()
                                            .forEach(
                                                    (name, place) -> {
                                                        if (isFirst(key, name, place)) {
                                                            visitor.visit(name, place);
                                                        }
                                                    }));
        }
    }

    private interface NamedPlace {
        void visit(String name, DocumentNode place);
    }

    private boolean isFirst(String key, String name, DocumentNode place) {
        // Views have names in common with those that are computed: both are read by them.
        String kind = key.equals("on-demand") ? "views" : key;
        DocumentNode first = written.putIfAbsent(kind + "/" + name, place);
        if (first == null) {
            // Services have names of another form.
            return kind.equals("services") || isWord(name);
        }
        place.error(
                "the name '"
                        + name
                        + "' again (first in "
                        + first.document().locate(first.pointer())
                        + ")",
                "each name once in all files",
                "rename one of the two");
        return false;
    }

    /// Others are reported by the schema.
    private static boolean isWord(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_]{0,63}");
    }

    private void entity(String name, DocumentNode place) {
        Optional<ValueType> type = place.text("type").flatMap(ValueType::findByLabel);
        if (type.isPresent() && !place.hasUnsoundEntry() && place.isSound()) {
            var valid = new EntityName(name);
            entities.put(
                    valid,
                    new Entity(
                            valid,
                            place.text("join-key").orElse(name),
                            type.get(),
                            place.text("meaning").orElse(""),
                            place.text("owner")));
        }
    }

    private void source(String name, DocumentNode place) {
        SourceReader.read(new SourceName(name), place)
                .ifPresent(source -> sources.put(source.name(), source));
    }

    private void view(String name, DocumentNode place) {
        Optional<EventSource> source =
                place.child("source")
                        .flatMap(
                                text ->
                                        refer(
                                                text,
                                                "sources",
                                                "source",
                                                word ->
                                                        Optional.ofNullable(
                                                                sources.get(
                                                                        new SourceName(word)))));
        Map<EntityName, String> keys = new LinkedHashMap<>();
        boolean areKnown = true;
        for (var entry :
                place.child("entities").map(DocumentNode::entries).orElse(Map.of()).entrySet()) {
            Optional<Entity> entity =
                    refer(
                            entry.getKey(),
                            entry.getValue(),
                            "entities",
                            "entity",
                            word -> Optional.ofNullable(entities.get(new EntityName(word))));
            Optional<String> column = entry.getValue().text();
            areKnown &= entity.isPresent() && column.isPresent();
            if (entity.isPresent() && column.isPresent()) {
                keys.put(entity.get().name(), column.get());
            }
        }
        if (source.isPresent() && areKnown) {
            new ViewReader(place, source.get(), entities)
                    .read(name, keys)
                    .ifPresent(view -> views.put(view.reference(), view));
        }
    }

    private void onDemand(String name, DocumentNode place) {
        OnDemandReader.read(name, place, this::findView)
                .ifPresent(view -> onDemand.put(view.reference(), view));
    }

    /// What a view is read for: the view, or empty if it is not known, which is reported here.
    private Optional<FeatureView> findView(DocumentNode place) {
        Optional<ViewReference> reference = place.text().map(ViewReference::parse);
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        Optional<FeatureView> found = Optional.ofNullable(views.get(reference.get()));
        if (found.isEmpty() && !written.containsKey("views/" + reference.get().name())) {
            List<String> known = views.keySet().stream().map(ViewReference::toString).toList();
            place.error(
                    "the view '" + reference.get() + "'",
                    "a view that is described" + NearestName.hint(place.text().orElse(""), known),
                    "describe it, or name another");
        } else if (found.isEmpty()) {
            views.keySet().stream()
                    .filter(view -> view.name().equals(reference.get().name()))
                    .findFirst()
                    .ifPresent(
                            other ->
                                    place.error(
                                            "version " + reference.get().version(),
                                            "a version that there is: " + other,
                                            "name that version"));
        }
        return found;
    }

    private <T> Optional<T> refer(
            DocumentNode place, String key, String kind, Function<String, Optional<T>> find) {
        return place.text().flatMap(word -> refer(word, place, key, kind, find));
    }

    private <T> Optional<T> refer(
            String word,
            DocumentNode place,
            String key,
            String kind,
            Function<String, Optional<T>> find) {
        if (!isWord(word)) {
            return Optional.empty();
        }
        Optional<T> found = find.apply(word);
        // What is written and was left out has its own error.
        if (found.isEmpty() && !written.containsKey(key + "/" + word)) {
            place.error(
                    "the " + kind + " '" + word + "'",
                    "one that is described" + NearestName.hint(word, names(key)),
                    "describe it under `" + key + "`, or name another");
        }
        return found;
    }

    private Collection<String> names(String key) {
        return written.keySet().stream()
                .filter(name -> name.startsWith(key + "/"))
                .map(name -> name.substring(key.length() + 1))
                .toList();
    }
}
