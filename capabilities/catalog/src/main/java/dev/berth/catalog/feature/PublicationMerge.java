package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.catalog.publication.CanonicalText;
import dev.berth.catalog.publication.ColumnsRead;
import dev.berth.catalog.publication.Difference;
import dev.berth.catalog.publication.PublicationWriter;
import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.Publication;
import dev.berth.core.feature.SourceName;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/// Merge of descriptions and publications: what was published is served, whatever became of its
/// description, until it is retired; a description that gives other values is an error.
final class PublicationMerge {
    private final NavigableMap<EntityName, Entity> entities;
    private final NavigableMap<SourceName, EventSource> sources;
    private final NavigableMap<ViewReference, FeatureView> views;
    private final NavigableMap<ViewReference, OnDemandView> onDemand;

    /// Where something is described, such as `views/departures`.
    private final Function<String, Optional<DocumentNode>> described;

    private final List<PublicationReader> files = new ArrayList<>();
    private final TreeMap<ViewReference, Publication> publications = new TreeMap<>();
    private final TreeMap<ViewReference, ViewVersion> versions = new TreeMap<>();
    private final List<ValidationError> errors = new ArrayList<>();

    PublicationMerge(
            NavigableMap<EntityName, Entity> entities,
            NavigableMap<SourceName, EventSource> sources,
            NavigableMap<ViewReference, FeatureView> views,
            NavigableMap<ViewReference, OnDemandView> onDemand,
            Function<String, Optional<DocumentNode>> described) {
        this.entities = entities;
        this.sources = sources;
        this.views = views;
        this.onDemand = onDemand;
        this.described = described;
    }

    NavigableMap<ViewReference, Publication> publications() {
        return publications;
    }

    /// Every version that is described or published, in their order.
    List<ViewVersion> versions() {
        return List.copyOf(versions.values());
    }

    /// Those of the publications; those of descriptions are reported where they are described.
    List<ValidationError> errors() {
        List<ValidationError> all = new ArrayList<>(errors);
        files.forEach(file -> all.addAll(file.errors()));
        return all;
    }

    /// Reads the heads of all publications.
    void open(Path folder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, "*.yaml")) {
            for (Path file : stream) {
                if (!String.valueOf(file.getFileName()).startsWith(".")) {
                    found.add(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            errors.add(
                    ValidationErrors.ofFile(
                            folder,
                            "the folder cannot be read: " + e,
                            "a readable folder",
                            "look at its permissions"));
        }
        found.stream().sorted().map(PublicationReader::open).forEach(files::add);
    }

    /// Leaves out what is retired.
    private void retire(Publication head) {
        ViewReference view = head.view();
        publications.put(view, head);
        versions.put(view, ViewVersion.of(view, ViewVersion.State.RETIRED, head.digest()));
        if (isDescribed(view)) {
            place(view)
                    .error(
                            "version "
                                    + view.version()
                                    + ", which was retired at "
                                    + head.retired().orElseThrow(),
                            "a version that never was: its number is taken for good",
                            "make it version " + next(view) + ", or remove it");
        }
        views.remove(view);
        onDemand.remove(view);
    }

    /// Puts the stored views where they belong, before anything that reads them is read.
    void mergeStored() {
        for (PublicationReader file : files) {
            if (file.isStored() && file.head().isPresent()) {
                Publication head = file.head().get();
                if (head.isRetired()) {
                    retire(head);
                } else {
                    file.readStored().ifPresent(stored -> merge(stored, head));
                }
            }
        }
        for (FeatureView view : List.copyOf(views.values())) {
            if (!publications.containsKey(view.reference())) {
                EventSource source = ColumnsRead.of(view, require(sources, view.source()));
                var text = CanonicalText.of(view, source, name -> require(entities, name));
                versions.put(view.reference(), unpublished(view.reference(), text));
            }
        }
    }

    /// Likewise what is computed on demand.
    void mergeOnDemand() {
        onDemand.keySet().removeIf(view -> publications.containsKey(view) && refuseKind(view));
        for (PublicationReader file : files) {
            if (!file.isStored() && file.head().isPresent()) {
                Publication head = file.head().get();
                if (head.isRetired()) {
                    retire(head);
                } else {
                    file.readOnDemand(views).ifPresent(view -> merge(view, head));
                }
            }
        }
        for (OnDemandView view : onDemand.values()) {
            if (!publications.containsKey(view.reference())) {
                versions.put(
                        view.reference(), unpublished(view.reference(), CanonicalText.of(view)));
            }
        }
    }

    private static ViewVersion unpublished(ViewReference view, CanonicalText text) {
        return ViewVersion.of(view, ViewVersion.State.UNPUBLISHED, text.digest());
    }

    private void merge(PublicationReader.Stored stored, Publication head) {
        ViewReference reference = head.view();
        FeatureView view = views.get(reference);
        if (view == null) {
            keep(stored, head);
            return;
        }
        EventSource source = ColumnsRead.of(view, require(sources, view.source()), stored.source());
        var text = CanonicalText.of(view, source, name -> require(entities, name));
        List<Difference> differences = stored.text().differences(text);
        if (!differences.isEmpty()) {
            refuse(head, differences);
            keep(stored, head);
            versions.put(
                    reference,
                    new ViewVersion(
                            reference, ViewVersion.State.CONFLICTING, head.digest(), differences));
            return;
        }
        publications.put(reference, head.with(source));
        boolean hasSameTexts =
                PublicationWriter.body(view, source, name -> require(entities, name))
                        .equals(
                                PublicationWriter.body(
                                        stored.view(),
                                        stored.source(),
                                        stored.definitions()::entity));
        versions.put(reference, published(head, hasSameTexts));
    }

    private static ViewVersion published(Publication head, boolean hasSameTexts) {
        return ViewVersion.of(
                head.view(),
                hasSameTexts ? ViewVersion.State.PUBLISHED : ViewVersion.State.METADATA_CHANGED,
                head.digest());
    }

    /// Serves a view as it was published. Its events come from where its source is described to be
    /// now, if that is still such a source.
    private void keep(PublicationReader.Stored stored, Publication head) {
        ViewReference reference = head.view();
        versions.put(
                reference, ViewVersion.of(reference, ViewVersion.State.ORPHANED, head.digest()));
        Map<EntityName, Entity> now = new LinkedHashMap<>();
        stored.view()
                .keys()
                .keySet()
                .forEach(
                        name ->
                                now.put(
                                        name,
                                        entities.getOrDefault(
                                                name, stored.definitions().entity(name))));
        EventSource place = sources.getOrDefault(stored.source().name(), stored.source());
        var source = ColumnsRead.of(stored.view(), place, stored.source());
        var text = CanonicalText.of(stored.view(), source, name -> require(now, name));
        List<Difference> differences = stored.text().differences(text);
        boolean isOtherEntity =
                differences.stream().anyMatch(each -> each.field().startsWith("entities/"));
        differences.stream().findFirst().ifPresent(each -> refuseAround(stored, head, each));
        publications.put(reference, head.with(differences.isEmpty() ? source : stored.source()));
        // Entities are one for all views: with another it is not the view that was published.
        views.remove(reference);
        if (!isOtherEntity) {
            now.forEach(entities::putIfAbsent);
            views.put(reference, stored.view());
        }
    }

    private void merge(OnDemandView published, Publication head) {
        ViewReference reference = head.view();
        publications.put(reference, head);
        if (views.remove(reference) != null) {
            refuseKind(reference);
        }
        OnDemandView view = onDemand.get(reference);
        if (view == null) {
            onDemand.put(reference, published);
            versions.put(
                    reference,
                    ViewVersion.of(reference, ViewVersion.State.ORPHANED, head.digest()));
            return;
        }
        List<Difference> differences =
                CanonicalText.of(published).differences(CanonicalText.of(view));
        if (differences.isEmpty()) {
            boolean hasSameTexts =
                    PublicationWriter.body(view).equals(PublicationWriter.body(published));
            versions.put(reference, published(head, hasSameTexts));
            return;
        }
        refuse(head, differences);
        onDemand.put(reference, published);
        versions.put(
                reference,
                new ViewVersion(
                        reference, ViewVersion.State.CONFLICTING, head.digest(), differences));
    }

    /// A stored view and one that is computed on demand cannot be the same one.
    private boolean refuseKind(ViewReference view) {
        place(view)
                .error(
                        "version " + view.version() + " as a view of another kind",
                        "stored or computed on demand, as it was published",
                        "make it version " + next(view) + ", or restore what was published");
        return true;
    }

    /// A description with other values than those published.
    private void refuse(Publication head, List<Difference> differences) {
        ViewReference view = head.view();
        Difference first = differences.getFirst();
        int more = differences.size() - 1;
        place(view)
                .error(
                        "version "
                                + view.version()
                                + " with "
                                + first.field()
                                + ": "
                                + first.found().orElse("nothing")
                                + (more == 0 ? "" : " (and " + more + " more that differ)"),
                        first.published().orElse("nothing")
                                + ", as it was published at "
                                + head.at(),
                        "make it version " + next(view) + ", or restore what was published");
    }

    /// An entity or source that is not any more what a view needs that is not described any more.
    private void refuseAround(PublicationReader.Stored stored, Publication head, Difference first) {
        boolean isEntity = first.field().startsWith("entities/");
        String name = isEntity ? first.field().split("/", -1)[1] : stored.source().name().value();
        described
                .apply((isEntity ? "entities/" : "sources/") + name)
                .ifPresent(
                        place ->
                                place.error(
                                        first.field() + ": " + first.found().orElse("nothing"),
                                        first.published().orElse("nothing")
                                                + ", as "
                                                + head.view()
                                                + " was published, which is served on",
                                        "describe what is new under another name, or `berth"
                                                + " features retire` "
                                                + head.view()));
    }

    private boolean isDescribed(ViewReference view) {
        return views.containsKey(view)
                || described
                        .apply("views/" + view.name())
                        .flatMap(place -> place.integer("version"))
                        .filter(version -> version == view.version())
                        .isPresent();
    }

    private DocumentNode place(ViewReference view) {
        return described.apply("views/" + view.name()).orElseThrow();
    }

    /// The first number that was never taken.
    private int next(ViewReference view) {
        int greatest = view.version();
        for (PublicationReader file : files) {
            if (file.head().isPresent() && file.head().get().view().name().equals(view.name())) {
                greatest = Math.max(greatest, file.head().get().view().version());
            }
        }
        return greatest + 1;
    }

    private static <K, V> V require(Map<K, V> map, K key) {
        return Objects.requireNonNull(map.get(key));
    }
}
