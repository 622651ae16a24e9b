package dev.berth.cards.assembly;

import dev.berth.cards.document.DocumentBlock;
import dev.berth.cards.document.DocumentBlock.AuthorText;
import dev.berth.cards.document.DocumentBlock.MissingNotice;
import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.document.DocumentSection;
import dev.berth.cards.outline.OutlineItem;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.cards.part.AuthorEntry;
import dev.berth.cards.part.CardDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builder of one section of a document: blocks that the system knows, then the items of its
/// outline, each with the author's text or a notice that it is missing. For one thread.
public final class SectionBuilder {
    private final DocumentContext context;
    private final DocumentKind kind;
    private final OutlineSection outline;
    private final List<DocumentBlock> blocks = new ArrayList<>();
    private final List<DocumentSection> subsections = new ArrayList<>();
    private final Map<String, List<DocumentBlock>> ofItems = new HashMap<>();

    public SectionBuilder(DocumentContext context, DocumentKind kind, OutlineSection outline) {
        this.context = context;
        this.kind = kind;
        this.outline = outline;
    }

    /// Adds a block before the items.
    public SectionBuilder add(DocumentBlock block) {
        blocks.add(block);
        return this;
    }

    public SectionBuilder addAll(List<? extends DocumentBlock> more) {
        blocks.addAll(more);
        return this;
    }

    /// Adds what the system knows of an item, behind the author's text. The item is then not
    /// missing.
    public SectionBuilder answer(String item, DocumentBlock block) {
        ofItems.computeIfAbsent(outline.item(item).key(), key -> new ArrayList<>()).add(block);
        return this;
    }

    /// Adds a subsection behind the items.
    public SectionBuilder add(DocumentSection subsection) {
        subsections.add(subsection);
        return this;
    }

    /// The section.
    public DocumentSection build() {
        List<DocumentSection> inner = new ArrayList<>();
        List<String> notStated = new ArrayList<>();
        for (OutlineItem item : outline.items()) {
            List<DocumentBlock> found = blocks(item);
            if (found.isEmpty()) {
                switch (item.need()) {
                    case REQUIRED -> found.add(missing(item));
                    case RECOMMENDED -> notStated.add(item.what());
                    case REMARK -> {
                        // Nothing to say.
                    }
                }
            }
            if (!found.isEmpty()) {
                inner.add(DocumentSection.of(id(item), item.title(), found));
            }
        }
        inner.addAll(subsections);
        return new DocumentSection(
                outline.key(),
                outline.title(),
                blocks,
                inner,
                notStated.isEmpty() ? List.of() : List.of(notStated(notStated)));
    }

    private String id(OutlineItem item) {
        return outline.key() + "-" + item.key();
    }

    private List<DocumentBlock> blocks(OutlineItem item) {
        List<DocumentBlock> found = new ArrayList<>();
        Optional<AuthorEntry> text = context.card().find(kind, outline.key(), item.key());
        text.ifPresent(
                entry -> found.add(new AuthorText(entry.markdown(), context.placeOf(entry))));
        found.addAll(ofItems.getOrDefault(item.key(), List.of()));
        return found;
    }

    private MissingNotice missing(OutlineItem item) {
        return new MissingNotice(
                item.what(),
                "Write `"
                        + CardDescription.place(kind, outline.key(), item.key())
                        + "` in `"
                        + context.cardFile()
                        + "`.",
                true);
    }

    private MissingNotice notStated(List<String> what) {
        return new MissingNotice(
                String.join("; ", what),
                "`"
                        + kind.id()
                        + "."
                        + outline.key()
                        + "` in `"
                        + context.cardFile()
                        + "` has a place for it.",
                false);
    }
}
