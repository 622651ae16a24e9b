package dev.berth.cards.part;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSubject;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineItem;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.catalog.document.DocumentNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reader of one file `cards/NAME.yaml`.
final class CardReader {
    private static final String ENDING = ".yaml";

    private final SubjectReader subjects;

    CardReader(SubjectReader subjects) {
        this.subjects = subjects;
    }

    /// The description; empty if it is not known what the file is about.
    Optional<CardDescription> read(DocumentNode root) {
        if (!(root.value() instanceof Map)) {
            return Optional.empty();
        }
        String file = String.valueOf(root.document().file().getFileName());
        String name = file.substring(0, file.length() - ENDING.length());
        return subjects.read(root, name).map(subject -> read(root, name, subject));
    }

    private static CardDescription read(DocumentNode root, String name, DocumentSubject subject) {
        return new CardDescription(
                name,
                subject,
                root.text("title"),
                texts(root, "evaluations"),
                root.child("hub").map(CardReader::hub).orElse(HubMetadata.NONE),
                authorTexts(root),
                root.child("approval").flatMap(CardReader::approval),
                RequirementReader.readAll(root.items("requirements"), subject),
                root.document().locate(""));
    }

    private static List<String> texts(DocumentNode place, String key) {
        return place.items(key).stream().flatMap(item -> item.text().stream()).toList();
    }

    private static Optional<CardApproval> approval(DocumentNode node) {
        Optional<String> version =
                node.text("version")
                        .or(
                                () ->
                                        node.child("version")
                                                .flatMap(DocumentNode::integer)
                                                .map(String::valueOf));
        return node.text("by")
                .flatMap(by -> node.text("date").map(day -> new CardApproval(by, day, version)));
    }

    private static HubMetadata hub(DocumentNode hub) {
        return new HubMetadata(
                texts(hub, "language"),
                texts(hub, "tags"),
                texts(hub, "datasets"),
                texts(hub, "base-model"),
                hub.text("pipeline-tag"),
                hub.text("library-name"));
    }

    private static Map<String, AuthorEntry> authorTexts(DocumentNode root) {
        Map<String, AuthorEntry> texts = new HashMap<>();
        for (DocumentKind kind : DocumentKind.ofSubjects()) {
            for (OutlineSection section : DocumentOutline.of(kind)) {
                Optional<DocumentNode> place =
                        root.child(kind.id()).flatMap(all -> all.child(section.key()));
                for (OutlineItem item : section.items()) {
                    place.flatMap(node -> node.child(item.key()))
                            .flatMap(CardReader::entry)
                            .ifPresent(
                                    entry ->
                                            texts.put(
                                                    CardDescription.place(
                                                            kind, section.key(), item.key()),
                                                    entry));
                }
            }
        }
        return texts;
    }

    private static Optional<AuthorEntry> entry(DocumentNode place) {
        String text =
                place.value() instanceof List
                        ? place.items().stream()
                                .flatMap(item -> item.text().stream())
                                .map(CardReader::item)
                                .collect(Collectors.joining("\n"))
                        : place.text().orElse("");
        return text.isBlank()
                ? Optional.empty()
                : Optional.of(
                        new AuthorEntry(text.strip(), place.document().locate(place.pointer())));
    }

    /// An item of a list, whose further lines are within it.
    private static String item(String text) {
        return "- " + text.strip().replace("\n", "\n  ");
    }
}
