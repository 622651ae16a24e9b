package dev.berth.cards.render;

import java.util.List;

/// The text of a document in one form, with the places of its numbers.
///
/// @param spans in the order of their starts; they do not overlap
public record RenderedDocument(String text, List<Span> spans) {
    public RenderedDocument {
        spans = List.copyOf(spans);
    }

    /// A named part of the text.
    ///
    /// @param start index of its first character
    /// @param end index behind its last character
    /// @param label what stands there, such as `accuracy of all rows`, or a section's title
    public record Span(int start, int end, Kind kind, String label) {}

    /// What a span is.
    public enum Kind {
        /// A number or another value that was filled in.
        VALUE,
        /// The heading of a section.
        HEADING
    }
}
