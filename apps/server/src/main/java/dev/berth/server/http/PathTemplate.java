package dev.berth.server.http;

import java.util.ArrayList;
import java.util.List;

/// The form of a route's paths, such as `/v1/models/{model}/versions/{version}:predict`. Between
/// slashes stands a word, a variable in braces, a variable with a verb behind a colon, or, as the
/// last, `**` for whatever follows.
///
/// @param text as it is written
/// @param parts what stands between the slashes
/// @param variables in their order
record PathTemplate(String text, List<Part> parts, List<String> variables) {
    private static final String REST = "**";

    /// Segment of a path template, between two slashes.
    sealed interface Part {
        record Word(String text) implements Part {}

        /// Segment that matches any text.
        record Variable() implements Part {}

        /// Segment that matches a text that ends with this verb, and is not the verb alone.
        ///
        /// @param suffix with its colon
        record Verb(String suffix) implements Part {}

        /// Tail that matches any number of segments, none included.
        record Rest() implements Part {}
    }

    PathTemplate {
        parts = List.copyOf(parts);
        variables = List.copyOf(variables);
    }

    /// @throws IllegalArgumentException if it is none
    static PathTemplate of(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("path '" + text + "' (expected: a leading slash)");
        }
        List<Part> parts = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        if (text.length() > 1) {
            for (String part : text.substring(1).split("/", -1)) {
                parts.add(part(text, part, variables));
            }
        }
        int rest = parts.indexOf(new Part.Rest());
        if (rest >= 0 && rest < parts.size() - 1) {
            throw new IllegalArgumentException("path '" + text + "' (expected: ** as its end)");
        }
        return new PathTemplate(text, parts, variables);
    }

    private static Part part(String text, String part, List<String> variables) {
        if (part.equals(REST)) {
            return new Part.Rest();
        }
        if (!part.startsWith("{")) {
            if (part.isEmpty() || part.contains("{") || part.contains("}")) {
                throw new IllegalArgumentException(
                        "path '" + text + "' (expected: words and {variables} between slashes)");
            }
            return new Part.Word(part);
        }
        int end = part.indexOf('}');
        String suffix = part.substring(end + 1);
        String name = end < 0 ? "" : part.substring(1, end);
        if (name.isEmpty()
                || variables.contains(name)
                || !(suffix.isEmpty() || suffix.startsWith(":"))) {
            throw new IllegalArgumentException(
                    "path '" + text + "' (expected: {name} or {name}:verb, each name once)");
        }
        variables.add(name);
        return suffix.isEmpty() ? new Part.Variable() : new Part.Verb(suffix);
    }
}
