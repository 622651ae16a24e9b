package dev.berth.cards.render;

import dev.berth.cards.render.RenderedDocument.Kind;
import dev.berth.cards.render.RenderedDocument.Span;
import java.util.ArrayList;
import java.util.List;

/// Marks around parts of a text while it is rendered, by which their places in the result are
/// found.
///
/// The writers of Markdown and HTML do not reveal where they are in their output, since they insert
/// prefixes and escapes. So a part is wrapped into private characters of Unicode, which no other
/// text has ([DisplayText#clean]) and which neither form escapes; in the end they are taken out. A
/// mark is three characters: the opening one and the part's number in two digits to the base
/// [#BASE]; the closing one has no number. For one thread.
final class SpanMarks {
    private static final char OPEN = '\uE000';
    private static final char CLOSE = '\uE001';
    private static final char DIGITS = '\uE100';
    private static final int BASE = 4096;

    private final List<Span> parts = new ArrayList<>();

    String value(String label, String text) {
        return mark(Kind.VALUE, label, text);
    }

    String heading(String title, String text) {
        return mark(Kind.HEADING, title, text);
    }

    private String mark(Kind kind, String label, String text) {
        int index = parts.size();
        if (index >= BASE * BASE) {
            throw new IllegalStateException(
                    "more than " + BASE * BASE + " parts (expected: a document)");
        }
        parts.add(new Span(0, 0, kind, label));
        return ""
                + OPEN
                + (char) (DIGITS + index / BASE)
                + (char) (DIGITS + index % BASE)
                + text
                + CLOSE;
    }

    /// The rendered text without the marks, with the places of the parts.
    RenderedDocument finish(String marked) {
        var text = new StringBuilder(marked.length());
        List<Span> spans = new ArrayList<>();
        Span open = null;
        for (int i = 0; i < marked.length(); i++) {
            char c = marked.charAt(i);
            if (c == OPEN) {
                int index =
                        (marked.charAt(i + 1) - DIGITS) * BASE + (marked.charAt(i + 2) - DIGITS);
                i += 2;
                Span part = parts.get(index);
                open = new Span(text.length(), text.length(), part.kind(), part.label());
            } else if (c == CLOSE && open != null) {
                spans.add(new Span(open.start(), text.length(), open.kind(), open.label()));
                open = null;
            } else {
                text.append(c);
            }
        }
        return new RenderedDocument(text.toString(), spans);
    }
}
