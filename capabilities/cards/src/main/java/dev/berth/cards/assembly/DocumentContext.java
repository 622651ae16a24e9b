package dev.berth.cards.assembly;

import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.evidence.CurrentState;
import dev.berth.cards.evidence.EvaluationFile;
import dev.berth.cards.evidence.Evidence;
import dev.berth.cards.evidence.MeasuredProfile;
import dev.berth.cards.part.AuthorEntry;
import dev.berth.cards.part.CardDescription;
import dev.berth.catalog.endpoint.EndpointEntries;
import dev.berth.catalog.endpoint.EndpointEntry;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.signature.Signature;
import dev.berth.evaluation.subject.SubjectPackages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Everything that is known about the subject of a document. Immutable.
///
/// @param system the system's directory
/// @param subject of a model with its version
/// @param card what the author wrote; empty texts if there is no file
/// @param packages the model's, or those of all models that the endpoint may call
/// @param signature what it takes and gives; empty if that is not known
public record DocumentContext(
        Path system,
        CatalogSnapshot snapshot,
        DocumentSubject subject,
        CardDescription card,
        SubjectPackages packages,
        Optional<Signature> signature,
        Evidence evidence) {

    /// The file of the author below the system's directory.
    public String cardFile() {
        return "cards/" + card.name() + ".yaml";
    }

    /// The title of documents.
    public String title() {
        return card.title().orElse(subject.name());
    }

    /// The package of a model; empty of an endpoint.
    public Optional<PackageEntry.Valid> modelPackage() {
        return subject.kind() == DocumentSubject.Kind.MODEL && !packages.packages().isEmpty()
                ? Optional.of(packages.packages().getFirst())
                : Optional.empty();
    }

    /// The description of an endpoint; empty of a model.
    public Optional<EndpointDescription> endpoint() {
        return subject.kind() == DocumentSubject.Kind.ENDPOINT
                        && snapshot.part(EndpointEntries.class).find(subject.name()).orElse(null)
                                instanceof EndpointEntry.Valid(EndpointDescription description)
                ? Optional.of(description)
                : Optional.empty();
    }

    /// What the model or endpoint does, in a sentence.
    public String summary() {
        return endpoint()
                .map(EndpointDescription::summary)
                .or(() -> modelPackage().map(entry -> entry.modelPackage().summary()))
                .orElse("");
    }

    /// Who is responsible, as the description or the system says.
    public Optional<String> owner() {
        return endpoint()
                .flatMap(EndpointDescription::owner)
                .or(() -> modelPackage().flatMap(entry -> entry.modelPackage().owner()))
                .or(() -> snapshot.system().owner());
    }

    /// The reports that documents show: all about the subject, or those that the author names, in
    /// that order. The author may also name those of models and endpoints that the subject calls.
    public List<EvaluationFile> evaluations() {
        if (card.evaluations().isEmpty()) {
            return evidence.evaluations(subject);
        }
        List<EvaluationFile> about = new ArrayList<>(evidence.evaluations(subject));
        packages.packages()
                .forEach(
                        entry ->
                                about.addAll(
                                        evidence.evaluations(
                                                DocumentSubject.model(
                                                        entry.model(), entry.version()))));
        packages.endpoints()
                .forEach(
                        endpoint ->
                                about.addAll(
                                        evidence.evaluations(
                                                DocumentSubject.endpoint(
                                                        endpoint.name().value()))));
        return card.evaluations().stream()
                .flatMap(
                        name ->
                                about.stream()
                                        .filter(each -> each.report().name().equals(name))
                                        .limit(1))
                .toList();
    }

    public Optional<MeasuredProfile> profile() {
        return evidence.findProfile(subject);
    }

    /// The comparison of reports with the system as it is.
    public CurrentState state() {
        return new CurrentState(system, snapshot);
    }

    /// A text of the author with its place in words, such as `cards/credit.yaml: factsheet.usage`.
    public String placeOf(AuthorEntry entry) {
        return cardFile() + ":" + entry.location().line();
    }
}
