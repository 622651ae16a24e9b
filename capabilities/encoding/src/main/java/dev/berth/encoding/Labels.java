package dev.berth.encoding;

import dev.berth.core.SanitizedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The names of a model's classes, in the order of the classes, as an option gives them:
///
/// - a list: `labels: [cat, dog]`
/// - an artifact, one name a line: `labels: labels` or `labels: {artifact: labels}`
/// - an entry of the model file's metadata: `labels: {metadata: names}`, with one name a line, or a
///   list or map as Python or JSON write it: `{0: 'cat', 1: 'dog'}`
///
/// Lines are taken as they are, blanks included; only a carriage return at the end is dropped, and
/// an empty last line.
public final class Labels {
    private Labels() {}

    /// The names that this option gives; an error is noted if it gives none.
    public static List<String> require(Options options, StepContext context, String name) {
        List<String> labels = find(options, context, name);
        if (!options.has(name)) {
            options.error(name, "missing", "a list, the name of an artifact, or {metadata: KEY}");
        }
        return labels;
    }

    /// The names that this option gives; empty if it is not there.
    public static List<String> find(Options options, StepContext context, String name) {
        if (!options.has(name)) {
            return List.of();
        }
        return switch (options.value(name)) {
            case List<?> list -> options.texts(name);
            case Map<?, ?> map -> ofSection(options.section(name), context);
            case null, default -> ofArtifact(options, name);
        };
    }

    private static List<String> ofSection(Options section, StepContext context) {
        if (section.has("artifact")) {
            return ofArtifact(section, "artifact");
        }
        String key = section.requireText("metadata");
        String found = context.metadata().get(key);
        if (found == null) {
            section.error(
                    "metadata",
                    "'" + SanitizedText.of(key) + "'",
                    "one of " + context.metadata().keySet() + ", which the model file has");
            return List.of();
        }
        String text = found.strip();
        return text.startsWith("[") || text.startsWith("{") ? quoted(text) : lines(found);
    }

    private static List<String> ofArtifact(Options options, String name) {
        Path file = options.requireArtifact(name);
        if (file.toString().isEmpty()) {
            return List.of();
        }
        try {
            return lines(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException failure) {
            options.error(name, "a file that cannot be read: " + failure, "UTF-8 text");
            return List.of();
        }
    }

    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            lines.add(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
        }
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    /// The quoted texts within a list or map, in order, map keys (before a colon) left out.
    static List<String> quoted(String text) {
        List<String> found = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            char quote = text.charAt(i++);
            if (quote != '\'' && quote != '"') {
                continue;
            }
            var element = new StringBuilder();
            while (i < text.length() && text.charAt(i) != quote) {
                if (text.charAt(i) == '\\' && i + 1 < text.length()) {
                    i++;
                }
                element.append(text.charAt(i++));
            }
            i++;
            int next = i;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            if (next >= text.length() || text.charAt(next) != ':') {
                found.add(element.toString());
            }
        }
        return found;
    }
}
