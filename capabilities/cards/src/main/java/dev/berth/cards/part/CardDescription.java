package dev.berth.cards.part;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.requirement.Requirement;
import dev.berth.core.system.SourceLocation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Content of a file `cards/NAME.yaml`.
///
/// @param name of the file without its ending
/// @param subject the version of a model is empty for the latest
/// @param evaluations names of those that are reported; empty for all of the subject
/// @param texts by their place, such as `model-card.details.developers`
/// @param approval empty for a draft
/// @param requirements in the order of the file
public record CardDescription(
        String name,
        DocumentSubject subject,
        Optional<String> title,
        List<String> evaluations,
        HubMetadata hub,
        Map<String, AuthorEntry> texts,
        Optional<CardApproval> approval,
        List<Requirement> requirements,
        SourceLocation location) {

    public CardDescription {
        evaluations = List.copyOf(evaluations);
        texts = Map.copyOf(texts);
        requirements = List.copyOf(requirements);
    }

    /// That of a subject about which no file says anything.
    ///
    /// @param location the file that does not exist
    public static CardDescription empty(
            String name, DocumentSubject subject, SourceLocation location) {
        return new CardDescription(
                name,
                subject,
                Optional.empty(),
                List.of(),
                HubMetadata.NONE,
                Map.of(),
                Optional.empty(),
                List.of(),
                location);
    }

    /// The author's text of an item of a document.
    public Optional<AuthorEntry> find(DocumentKind kind, String section, String item) {
        return Optional.ofNullable(texts.get(place(kind, section, item)));
    }

    /// The place of a text in the file, such as `model-card.details.developers`.
    public static String place(DocumentKind kind, String section, String item) {
        return kind.id() + "." + section + "." + item;
    }
}
