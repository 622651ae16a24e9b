package dev.berth.cards.document;

import java.util.List;

/// The content of a cell of a table or of a fact: pieces of text on one line.
public record CellText(List<InlineText> pieces) {
    public static final CellText EMPTY = new CellText(List.of());

    public CellText {
        pieces = List.copyOf(pieces);
    }

    public static CellText of(String words) {
        return words.isEmpty() ? EMPTY : new CellText(List.of(InlineText.words(words)));
    }

    public static CellText code(String text) {
        return text.isEmpty() ? EMPTY : new CellText(List.of(InlineText.code(text)));
    }

    public static CellText of(MeasuredNumber number) {
        return new CellText(List.of(InlineText.value(number)));
    }

    public static CellText of(InlineText... pieces) {
        return new CellText(List.of(pieces));
    }

    /// A sentence of Berth's own, in which code stands between backticks.
    public static CellText sentence(String text) {
        return new CellText(InlineText.sentence(text));
    }

    /// Without marks.
    public String plain() {
        return InlineText.plain(pieces);
    }
}
