package dev.berth.cards.document;

import java.util.ArrayList;
import java.util.List;

/// A piece of text within a paragraph or a cell.
public sealed interface InlineText {

    /// Plain words.
    record Words(String text) implements InlineText {}

    /// Names, commands and values as programs write them.
    record Code(String text) implements InlineText {}

    /// A number with its origin.
    record Value(MeasuredNumber number) implements InlineText {}

    /// A reference.
    ///
    /// @param target an address that begins with `https:`, `http:` or `mailto:`, or a relative one
    record Link(String text, String target) implements InlineText {}

    static InlineText words(String text) {
        return new Words(text);
    }

    static InlineText code(String text) {
        return new Code(text);
    }

    static InlineText value(MeasuredNumber number) {
        return new Value(number);
    }

    /// The pieces of a sentence of Berth's own, in which code stands between backticks.
    static List<InlineText> sentence(String text) {
        List<InlineText> pieces = new ArrayList<>();
        String[] parts = text.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                pieces.add(i % 2 == 0 ? words(parts[i]) : code(parts[i]));
            }
        }
        return List.copyOf(pieces);
    }

    /// The text of all pieces, one after the other.
    static String plain(List<InlineText> pieces) {
        var plain = new StringBuilder();
        for (InlineText piece : pieces) {
            plain.append(
                    switch (piece) {
                        case Words(String text) -> text;
                        case Code(String text) -> text;
                        case Value(MeasuredNumber number) -> number.shown();
                        case Link(String text, String target) -> text;
                    });
        }
        return plain.toString();
    }
}
