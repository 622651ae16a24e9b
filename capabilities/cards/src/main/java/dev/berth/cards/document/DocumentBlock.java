package dev.berth.cards.document;

import dev.berth.charts.Chart;
import java.util.List;

/// A part of a section.
public sealed interface DocumentBlock
        permits DataTable,
                DocumentBlock.AuthorText,
                DocumentBlock.BulletList,
                DocumentBlock.CodeBlock,
                DocumentBlock.FactList,
                DocumentBlock.Figure,
                DocumentBlock.MissingNotice,
                DocumentBlock.Paragraph {

    /// A paragraph that Berth wrote.
    record Paragraph(List<InlineText> pieces) implements DocumentBlock {
        public Paragraph {
            pieces = List.copyOf(pieces);
        }
    }

    /// Text that an author wrote, in Markdown without HTML.
    ///
    /// @param place where it is written, such as `cards/credit.yaml: model-card.caveats`
    record AuthorText(String markdown, String place) implements DocumentBlock {}

    /// A list.
    record BulletList(List<CellText> items) implements DocumentBlock {
        public BulletList {
            items = List.copyOf(items);
        }
    }

    /// Text as programs read it, on lines of its own.
    ///
    /// @param language such as `json`
    record CodeBlock(String language, String code) implements DocumentBlock {}

    /// Names with a value each.
    record FactList(List<Fact> facts) implements DocumentBlock {
        public FactList {
            facts = List.copyOf(facts);
        }
    }

    /// A name with its value.
    record Fact(String name, CellText value) {}

    /// Charts that belong together, side by side where there is room.
    ///
    /// @param id unique within a document; letters, digits and `-`
    /// @param source [NumberSource#id] of what they show
    record Figure(String id, String caption, List<Chart> charts, String source)
            implements DocumentBlock {
        public Figure {
            charts = List.copyOf(charts);
        }
    }

    /// Notice of something that the document lacks.
    ///
    /// @param what a noun phrase, such as `who developed the model`
    /// @param remedy how to add it, in the imperative; code stands between backticks
    /// @param isRequired whether the document is incomplete without it
    record MissingNotice(String what, String remedy, boolean isRequired) implements DocumentBlock {}

    /// A paragraph of a text in which code stands between backticks.
    static DocumentBlock paragraph(String sentence) {
        return new Paragraph(InlineText.sentence(sentence));
    }

    static DocumentBlock paragraph(InlineText... pieces) {
        return new Paragraph(List.of(pieces));
    }
}
