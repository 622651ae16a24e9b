package dev.berth.cards;

import dev.berth.cards.DocumentVerification.WrittenFile;
import dev.berth.cards.assembly.DocumentContext;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.document.SystemDocument;
import dev.berth.cards.gate.RequirementCheck;
import dev.berth.cards.gate.RequirementResult;
import dev.berth.cards.part.CardDescription;
import dev.berth.cards.part.Cards;
import dev.berth.cards.requirement.Requirement;
import dev.berth.cards.requirement.Requirement.DocumentComplete;
import dev.berth.cards.verify.DocumentDifference;
import dev.berth.cards.verify.DocumentVerifier;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Release gate of a system: the check of everything that its files `cards/NAME.yaml` require.
///
/// A requirement without current data is not met. A requirement on a document is not met either
/// while a written one beside the author's file is not what the system's files give.
public final class ReleaseGate {
    /// More differences of one document do not help to mend it.
    private static final int DIFFERENCES_SHOWN = 5;

    private final CatalogSnapshot snapshot;
    private final SystemDocuments documents;

    private ReleaseGate(CatalogSnapshot snapshot, SystemDocuments documents) {
        this.snapshot = snapshot;
        this.documents = documents;
    }

    /// Checks all requirements of a system, in the order of files and lines.
    ///
    /// @param documents of the same snapshot
    public static List<RequirementResult> run(CatalogSnapshot snapshot, SystemDocuments documents) {
        var gate = new ReleaseGate(snapshot, documents);
        List<RequirementResult> results = new ArrayList<>();
        for (CardDescription card : snapshot.part(Cards.class).all()) {
            for (Requirement requirement : card.requirements()) {
                results.addAll(gate.check(card, requirement));
            }
        }
        return results;
    }

    private List<RequirementResult> check(CardDescription card, Requirement requirement) {
        if (card.subject().kind() != DocumentSubject.Kind.SYSTEM) {
            return List.of(check(card.name(), card.subject().toString(), requirement));
        }
        return switch (requirement) {
            case Requirement.LicenceAllowed licence ->
                    List.of(
                            RequirementCheck.run(
                                    licence,
                                    "system " + snapshot.system().name(),
                                    snapshot.part(Models.class).valid()));
            default ->
                    documents.releasedNames().stream()
                            .map(name -> check(name, name, requirement))
                            .toList();
        };
    }

    private RequirementResult check(String name, String subject, Requirement requirement) {
        try {
            DocumentContext context = documents.context(name);
            return RequirementCheck.run(
                    requirement,
                    context,
                    document -> documents.document(document.kind(), name),
                    document -> differences(document, context));
        } catch (ProblemException e) {
            return RequirementCheck.unreadable(requirement, subject, e.problem().message());
        }
    }

    /// What is wrong with the documents beside the author's file, a sentence each.
    private List<String> differences(DocumentComplete required, DocumentContext context) {
        String name = context.card().name();
        Path folder = snapshot.system().directory().resolve(Cards.FOLDER);
        List<WrittenFile> files = WrittenFile.beside(folder, required.kind(), name);
        if (files.isEmpty()) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>();
        SystemDocument document = documents.document(required.kind(), context.card().name());
        for (WrittenFile file : files) {
            String shown = Cards.FOLDER + "/" + file.path().getFileName();
            new DocumentVerifier(document)
                    .verify(file.path(), shown, file.form(), file.figures()).differences().stream()
                            .limit(DIFFERENCES_SHOWN)
                            .map(DocumentDifference::sentence)
                            .forEach(sentences::add);
        }
        return sentences;
    }
}
