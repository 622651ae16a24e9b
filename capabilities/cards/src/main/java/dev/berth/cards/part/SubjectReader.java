package dev.berth.cards.part;

import dev.berth.cards.document.DocumentSubject;
import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.ModelFolder;
import dev.berth.catalog.model.Models;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reader of the subject of a file: a model, an endpoint or the system, which must exist.
final class SubjectReader {
    private static final List<String> KEYS = List.of("model", "endpoint", "system");

    private final Models models;
    private final EndpointEntries endpoints;

    SubjectReader(Models models, EndpointEntries endpoints) {
        this.models = models;
        this.endpoints = endpoints;
    }

    /// The subject; empty if an error was reported.
    ///
    /// @param name of the file without its ending
    Optional<DocumentSubject> read(DocumentNode root, String name) {
        List<String> written = KEYS.stream().filter(key -> root.child(key).isPresent()).toList();
        if (written.size() > 1) {
            root.child(written.get(1))
                    .ifPresent(
                            place ->
                                    place.error(
                                            "`"
                                                    + written.get(1)
                                                    + "` beside `"
                                                    + written.get(0)
                                                    + "`",
                                            "one of them",
                                            "remove one of the two"));
            return Optional.empty();
        }
        Optional<DocumentSubject> subject =
                written.isEmpty() ? ofFileName(root, name) : declared(root, written.getFirst());
        return subject.flatMap(found -> withVersion(root, found));
    }

    private Optional<DocumentSubject> declared(DocumentNode root, String key) {
        return switch (key) {
            case "model" ->
                    named(root, key, models.names()).map(name -> DocumentSubject.model(name, ""));
            case "endpoint" -> named(root, key, endpoints.names()).map(DocumentSubject::endpoint);
            default -> system(root);
        };
    }

    private static Optional<String> named(DocumentNode root, String key, Collection<String> names) {
        Optional<String> name = root.text(key);
        if (name.isPresent() && !names.contains(name.get())) {
            root.child(key)
                    .ifPresent(
                            place ->
                                    place.error(
                                            "the "
                                                    + key
                                                    + " '"
                                                    + SanitizedText.of(name.get())
                                                    + "'",
                                            names.isEmpty()
                                                    ? "one of the system, which has none"
                                                    : "one of " + String.join(", ", names),
                                            NearestName.find(name.get(), names)
                                                    .map(word -> "write `" + word + "`")
                                                    .orElse("name one that is there")));
            return Optional.empty();
        }
        return name;
    }

    private static Optional<DocumentSubject> system(DocumentNode root) {
        if (root.truth("system").orElse(true)) {
            return Optional.of(DocumentSubject.system(""));
        }
        root.child("system")
                .ifPresent(
                        place ->
                                place.error(
                                        "false",
                                        "true, or `model` or `endpoint` instead",
                                        "remove it"));
        return Optional.empty();
    }

    /// An endpoint before a model, as callers find them.
    private Optional<DocumentSubject> ofFileName(DocumentNode root, String name) {
        if (endpoints.names().contains(name)) {
            return Optional.of(DocumentSubject.endpoint(name));
        }
        if (models.names().contains(name)) {
            return Optional.of(DocumentSubject.model(name, ""));
        }
        root.error(
                "a file that names neither a model nor an endpoint",
                "`model`, `endpoint` or `system`, or the name of a model or endpoint as the file's name",
                "add `model: NAME`, or rename the file");
        return Optional.empty();
    }

    private Optional<DocumentSubject> withVersion(DocumentNode root, DocumentSubject subject) {
        Optional<DocumentNode> place = root.child("version");
        if (place.isEmpty() || !place.get().isSound()) {
            return Optional.of(subject);
        }
        String version = String.valueOf(place.get().value());
        if (subject.kind() != DocumentSubject.Kind.MODEL) {
            place.get().error("a version", "one only beside `model`", "remove it");
            return Optional.empty();
        }
        Set<String> versions =
                models.folders().stream()
                        .filter(folder -> folder.name().equals(subject.name()))
                        .findFirst()
                        .map(ModelFolder::versions)
                        .orElse(Set.of());
        if (!versions.contains(version)) {
            place.get()
                    .error(
                            "the version '" + SanitizedText.of(version) + "'",
                            "one of " + String.join(", ", versions),
                            "name one that is there");
            return Optional.empty();
        }
        return Optional.of(DocumentSubject.model(subject.name(), version));
    }
}
