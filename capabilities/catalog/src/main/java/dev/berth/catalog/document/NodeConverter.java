package dev.berth.catalog.document;

import dev.berth.core.SanitizedText;
import dev.berth.core.system.SourceLocation;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Converter of composed YAML nodes to plain values, with the line of each. Aliases are expanded,
/// with a bound on the total. For one document.
final class NodeConverter {
    /// Some hundred nodes are usual; aliases of aliases ("billion laughs") reach this at once.
    private static final int NODES_MAX = 100_000;

    private final Path file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<ValidationError> errors = new ArrayList<>();
    private int nodeCount;

    NodeConverter(Path file) {
        this.file = file;
    }

    Document convert(Node root) {
        try {
            lines.put("", line(root));
            Optional<Object> value = value(root, "", 0);
            if (value.isEmpty() && errors.isEmpty()) {
                reportNothing(root, "");
            }
            return new Document(file, value, lines, errors);
        } catch (TooManyNodesException e) {
            return DocumentReader.unreadable(
                    file,
                    e.line,
                    "aliases that expand to more than " + NODES_MAX + " values",
                    "at most " + NODES_MAX,
                    "write the values out instead of using `*aliases`");
        }
    }

    /// The value, or empty if it is not one, which is reported.
    private Optional<Object> value(Node node, String pointer, int depth) {
        if (++nodeCount > NODES_MAX || depth > DocumentReader.DEPTH_MAX) {
            throw new TooManyNodesException(line(node));
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, pointer);
            case SequenceNode sequence -> Optional.of(list(sequence, pointer, depth));
            case MappingNode mapping -> Optional.of(map(mapping, pointer, depth));
            default -> throw new IllegalStateException("node " + node.getClass());
        };
    }

    private List<Object> list(SequenceNode sequence, String pointer, int depth) {
        List<Object> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            String place = Document.child(pointer, items.size());
            lines.put(place, line(item));
            // A reported item keeps its position, so that the others keep their index.
            items.add(value(item, place, depth + 1).orElse(""));
        }
        return Collections.unmodifiableList(items);
    }

    private Map<String, Object> map(MappingNode mapping, String pointer, int depth) {
        Map<String, Object> entries = new LinkedHashMap<>();
        Map<String, Integer> keyLines = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node keyNode = tuple.getKeyNode();
            if (!(keyNode instanceof ScalarNode scalar)) {
                report(keyNode, pointer, "a key that is not text", "a word as key", "rename it");
                continue;
            }
            String key = scalar.getValue();
            String place = Document.child(pointer, key);
            Integer first = keyLines.putIfAbsent(key, line(keyNode));
            if (first != null) {
                report(
                        keyNode,
                        place,
                        "the key '"
                                + SanitizedText.of(key)
                                + "' again (first in line "
                                + first
                                + ")",
                        "each key once",
                        "remove one of the two");
                continue;
            }
            lines.put(place, line(keyNode));
            value(tuple.getValueNode(), place, depth + 1)
                    .ifPresent(value -> entries.put(key, value));
        }
        return Collections.unmodifiableMap(entries);
    }

    private Optional<Object> scalar(ScalarNode node, String pointer) {
        Tag tag = node.getTag();
        String text = node.getValue();
        if (tag.equals(Tag.NULL)) {
            reportNothing(node, pointer);
            return Optional.empty();
        }
        if (tag.equals(Tag.BOOL)) {
            return Optional.of(Boolean.parseBoolean(text));
        }
        if (tag.equals(Tag.INT)) {
            return integer(node, text, pointer);
        }
        if (tag.equals(Tag.FLOAT)) {
            return real(node, text, pointer);
        }
        if (tag.equals(Tag.STR) || tag.equals(Tag.MERGE)) {
            return Optional.of(text);
        }
        report(
                node,
                pointer,
                "the tag " + SanitizedText.of(tag.getValue()),
                "a value without a tag",
                "remove the tag, the word that begins with `!`");
        return Optional.empty();
    }

    private Optional<Object> integer(ScalarNode node, String text, String pointer) {
        try {
            String digits = text.startsWith("+") ? text.substring(1) : text;
            if (digits.startsWith("0x")) {
                return Optional.of(Long.parseLong(digits.substring(2), 16));
            }
            if (digits.startsWith("0o")) {
                return Optional.of(Long.parseLong(digits.substring(2), 8));
            }
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            report(
                    node,
                    pointer,
                    "the whole number " + SanitizedText.of(text),
                    "a whole number of at most 64 bits",
                    "write a smaller number, or put it in quotes if it is text");
            return Optional.empty();
        }
    }

    private Optional<Object> real(ScalarNode node, String text, String pointer) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".nan")) {
            return Optional.of(Double.NaN);
        }
        if (lower.endsWith(".inf")) {
            return Optional.of(
                    lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        }
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            report(
                    node,
                    pointer,
                    "the number " + SanitizedText.of(text),
                    "a decimal number",
                    "write it as in `1.5` or `1e-6`");
            return Optional.empty();
        }
    }

    private void reportNothing(Node node, String pointer) {
        report(
                node,
                pointer,
                "nothing",
                "a value",
                "write a value, or remove the key to take its default");
    }

    private void report(Node node, String pointer, String found, String expected, String remedy) {
        if (errors.size() < ValidationErrors.MISTAKES_MAX) {
            errors.add(
                    new ValidationError(
                            new SourceLocation(file, line(node)),
                            pointer,
                            found,
                            expected,
                            remedy));
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(DocumentReader::line).orElse(0);
    }

    private static final class TooManyNodesException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int line;

        TooManyNodesException(int line) {
            super("too many nodes", null, false, false);
            this.line = line;
        }
    }
}
