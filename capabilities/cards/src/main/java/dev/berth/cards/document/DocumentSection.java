package dev.berth.cards.document;

import java.util.ArrayList;
import java.util.List;

/// A section of a document.
///
/// @param id unique within a document; letters, digits and `-`
/// @param blocks before the subsections
/// @param closing blocks behind the subsections
public record DocumentSection(
        String id,
        String title,
        List<DocumentBlock> blocks,
        List<DocumentSection> subsections,
        List<DocumentBlock> closing) {

    public DocumentSection {
        blocks = List.copyOf(blocks);
        subsections = List.copyOf(subsections);
        closing = List.copyOf(closing);
    }

    /// One without subsections.
    public static DocumentSection of(String id, String title, List<DocumentBlock> blocks) {
        return new DocumentSection(id, title, blocks, List.of(), List.of());
    }

    /// The blocks of this section and of those within, in their order.
    public List<DocumentBlock> allBlocks() {
        List<DocumentBlock> all = new ArrayList<>(blocks);
        subsections.forEach(section -> all.addAll(section.allBlocks()));
        all.addAll(closing);
        return all;
    }

    /// What is missing here and in the sections within.
    public List<DocumentBlock.MissingNotice> missing() {
        return allBlocks().stream()
                .filter(DocumentBlock.MissingNotice.class::isInstance)
                .map(DocumentBlock.MissingNotice.class::cast)
                .toList();
    }

    /// Whether nothing that is required is missing.
    public boolean isComplete() {
        return missing().stream().noneMatch(DocumentBlock.MissingNotice::isRequired);
    }
}
