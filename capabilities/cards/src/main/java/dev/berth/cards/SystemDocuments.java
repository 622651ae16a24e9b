package dev.berth.cards;

import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.evidence.Evidence;
import dev.berth.cards.factsheet.FactSheet;
import dev.berth.cards.interfaces.InterfaceDocument;
import dev.berth.cards.modelcard.ModelCard;
import dev.berth.cards.part.CardDescription;
import dev.berth.cards.part.Cards;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import dev.berth.endpoint.EndpointCheck;
import dev.berth.evaluation.subject.SubjectPackages;
import dev.berth.scoring.prediction.Subject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The documents of a system as it was read at one time. Thread-safe.
public final class SystemDocuments {
    private final CatalogSnapshot snapshot;
    private final Function<Callee, Optional<Signature>> signatures;
    private final Evidence evidence;

    private SystemDocuments(CatalogSnapshot snapshot) {
        this.snapshot = snapshot;
        this.signatures = EndpointCheck.signatures(snapshot);
        this.evidence = Evidence.read(snapshot.system().directory());
    }

    /// Those of a system. Compiles its endpoints for their types, and reads its evaluations.
    public static SystemDocuments of(CatalogSnapshot snapshot) {
        return new SystemDocuments(snapshot);
    }

    /// The names of what has documents: files of authors, endpoints and models.
    public Set<String> names() {
        Set<String> names = new TreeSet<>(cards().names());
        names.addAll(snapshot.part(EndpointEntries.class).names());
        names.addAll(snapshot.part(Models.class).names());
        return names;
    }

    /// The names of what a release offers: the endpoints, and the models that none of them calls.
    public Set<String> releasedNames() {
        Set<String> names = new TreeSet<>(snapshot.part(EndpointEntries.class).names());
        Set<String> called = new HashSet<>();
        for (String endpoint : names) {
            SubjectPackages.find(snapshot, new Subject(Subject.Kind.ENDPOINT, endpoint, ""))
                    .ifPresent(
                            found -> found.packages().forEach(entry -> called.add(entry.model())));
        }
        snapshot.part(Models.class).names().stream()
                .filter(model -> !called.contains(model))
                .forEach(names::add);
        return names;
    }

    private Cards cards() {
        return snapshot.part(Cards.class);
    }

    public Evidence evidence() {
        return evidence;
    }

    /// A document.
    ///
    /// @param name of a file `cards/NAME.yaml`, an endpoint, a model or `model@version`
    /// @throws ProblemException `model-not-found` if there is nothing of this name,
    ///   `package-invalid` if it cannot be read
    public SystemDocument document(DocumentKind kind, String name) {
        DocumentContext context = context(name);
        return switch (kind) {
            case MODEL_CARD -> ModelCard.of(context);
            case FACTSHEET -> FactSheet.of(context);
            case INTERFACE -> InterfaceDocument.of(context);
            case COMPARISON ->
                    throw new IllegalArgumentException(
                            "comparison of " + name + " (expected: a document of one subject)");
        };
    }

    /// What is known about the subject of a name.
    ///
    /// @throws ProblemException as [#document]
    public DocumentContext context(String name) {
        requireReadable(name);
        CardDescription card = card(name);
        DocumentSubject subject = card.subject();
        SubjectPackages packages =
                SubjectPackages.find(snapshot, evaluated(subject))
                        .orElseThrow(() -> unreadable(subject));
        DocumentSubject resolved =
                subject.kind() == DocumentSubject.Kind.MODEL
                        ? DocumentSubject.model(
                                subject.name(), packages.packages().getFirst().version())
                        : subject;
        return new DocumentContext(
                snapshot.system().directory(),
                snapshot,
                resolved,
                card,
                packages,
                signatures.apply(callee(resolved)),
                evidence);
    }

    private static Subject evaluated(DocumentSubject subject) {
        return switch (subject.kind()) {
            case MODEL -> new Subject(Subject.Kind.MODEL, subject.name(), subject.version());
            case ENDPOINT -> new Subject(Subject.Kind.ENDPOINT, subject.name(), "");
            case SYSTEM ->
                    throw new ProblemException(
                            ProblemCode.USAGE,
                            "a document of the system as a whole",
                            "name a model or an endpoint");
        };
    }

    private static Callee callee(DocumentSubject subject) {
        return subject.kind() == DocumentSubject.Kind.ENDPOINT
                ? new Callee.Endpoint(new EndpointName(subject.name()))
                : new Callee.Model(
                        ModelName.of(subject.name()),
                        Optional.of(ModelVersion.of(subject.version())));
    }

    private static ProblemException unreadable(DocumentSubject subject) {
        return new ProblemException(
                ProblemCode.PACKAGE_INVALID,
                subject + " cannot be read",
                "correct its description; `berth check` lists all errors");
    }

    private void requireReadable(String name) {
        Path file = snapshot.system().directory().resolve(Cards.FOLDER).resolve(name + ".yaml");
        for (ValidationError error : snapshot.errors()) {
            if (error.location().file().equals(file)) {
                throw new ProblemException(
                        ProblemCode.PACKAGE_INVALID,
                        error.toString(),
                        "`berth check` lists all errors");
            }
        }
    }

    /// The file of the name, or of the endpoint or model of the name, or nothing of the author.
    private CardDescription card(String name) {
        Optional<CardDescription> named = cards().find(name);
        if (named.isPresent()) {
            return named.get();
        }
        DocumentSubject subject = subject(name);
        return cards().find(subject)
                .orElseGet(
                        () ->
                                CardDescription.empty(
                                        subject.name(),
                                        subject,
                                        new SourceLocation(
                                                snapshot.system()
                                                        .directory()
                                                        .resolve(Cards.FOLDER)
                                                        .resolve(subject.name() + ".yaml"),
                                                0)));
    }

    private DocumentSubject subject(String name) {
        if (snapshot.part(EndpointEntries.class).names().contains(name)) {
            return DocumentSubject.endpoint(name);
        }
        int at = name.indexOf('@');
        String model = at < 0 ? name : name.substring(0, at);
        if (snapshot.part(Models.class).names().contains(model)) {
            return DocumentSubject.model(model, at < 0 ? "" : name.substring(at + 1));
        }
        throw new ProblemException(
                ProblemCode.MODEL_NOT_FOUND,
                "no model or endpoint '" + name + "'" + NearestName.hint(name, names()),
                names().isEmpty()
                        ? "the system has none"
                        : "name one of " + String.join(", ", names()));
    }
}
