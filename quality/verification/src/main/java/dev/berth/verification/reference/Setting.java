package dev.berth.verification.reference;

import dev.berth.protocol.json.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Key of a YAML file.
///
/// @param path from the top of the file, such as `limits.timeout`
/// @param value allowed values: a type, words or bounds
public record Setting(
        String path,
        String value,
        boolean isRequired,
        Optional<String> defaultValue,
        String description) {
    /// All keys of a JSON schema in order.
    public static List<Setting> allOf(String schema) {
        var reader = new Reader(map(JsonValues.read(schema)));
        reader.readParts("", reader.root, List.of());
        return List.copyOf(reader.found.values());
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(Map<?, ?> node, String keyword) {
        return node.get(keyword) instanceof String text ? text : "";
    }

    /// Traversal of one schema, which stops at a recursive definition.
    private static final class Reader {
        private final Map<?, ?> root;
        private final Map<String, Setting> found = new LinkedHashMap<>();

        private Reader(Map<?, ?> root) {
            this.root = root;
        }

        private void readParts(String path, Map<?, ?> node, List<Map<?, ?>> around) {
            if (around.contains(node)) {
                return;
            }
            List<Map<?, ?>> within = new ArrayList<>(around);
            within.add(node);
            List<?> required = node.get("required") instanceof List<?> list ? list : List.of();
            map(node.get("properties"))
                    .forEach(
                            (key, value) ->
                                    read(
                                            path.isEmpty() ? key.toString() : path + "." + key,
                                            map(value),
                                            required.contains(key),
                                            within));
            if (node.get("additionalProperties") instanceof Map<?, ?> value) {
                readUnnamed(path + ".<name>", value, within);
            }
            if (node.get("items") instanceof Map<?, ?> value) {
                readUnnamed(path + "[]", value, within);
            }
            if (node.get("anyOf") instanceof List<?> alternatives) {
                alternatives.forEach(each -> readParts(path, resolved(map(each)), within));
            }
        }

        private void readUnnamed(String path, Map<?, ?> value, List<Map<?, ?>> within) {
            Map<?, ?> node = resolved(value);
            if (node.containsKey("properties") || node.containsKey("anyOf")) {
                readParts(path, node, within);
            } else {
                read(path, value, false, within);
            }
        }

        private void read(
                String path, Map<?, ?> value, boolean isRequired, List<Map<?, ?>> within) {
            Map<?, ?> node = resolved(value);
            Object preset = node.get("default");
            found.putIfAbsent(
                    path,
                    new Setting(
                            path,
                            values(node),
                            isRequired,
                            preset == null
                                    ? Optional.empty()
                                    : Optional.of(
                                            preset instanceof String word
                                                    ? word
                                                    : JsonValues.text(preset)),
                            description(value, node)));
            readParts(path, node, within);
        }

        /// The description of the key, or else of its type.
        private static String description(Map<?, ?> value, Map<?, ?> node) {
            String more = text(value, "description");
            boolean isNamedType = value.containsKey("$ref") && !more.isEmpty();
            return isNamedType
                    ? more + " Written as " + text(node, "title") + "."
                    : text(node, "title")
                            + (text(node, "description").isEmpty()
                                    ? ""
                                    : ". " + text(node, "description"));
        }

        private Map<?, ?> resolved(Map<?, ?> node) {
            if (!(node.get("$ref") instanceof String reference)) {
                return node;
            }
            Object target = root;
            for (String key : reference.substring("#/".length()).split("/", -1)) {
                target = map(target).get(key);
            }
            return map(Objects.requireNonNull(target, reference));
        }

        private String values(Map<?, ?> node) {
            if (node.get("enum") instanceof List<?> words) {
                return words.stream()
                        .map(word -> Markdown.code(word.toString()))
                        .collect(Collectors.joining(", "));
            }
            if (node.get("anyOf") instanceof List<?> alternatives) {
                return alternatives.stream()
                        .map(each -> values(resolved(map(each))))
                        .distinct()
                        .collect(Collectors.joining(" or "));
            }
            Object type = node.get("type");
            String words =
                    type instanceof List<?> types
                            ? types.stream()
                                    .map(Object::toString)
                                    .map(Reader::word)
                                    .collect(Collectors.joining(" or "))
                            : word(type == null ? "value" : type.toString());
            return words + bounds(node);
        }

        private static String word(String type) {
            return switch (type) {
                case "string" -> "text";
                case "object" -> "mapping";
                case "array" -> "list";
                default -> type;
            };
        }

        private static String bounds(Map<?, ?> node) {
            Object least = node.get("minimum");
            Object most = node.get("maximum");
            if (least != null && most != null) {
                return ", " + least + " to " + most;
            }
            return (least == null ? "" : ", from " + least) + (most == null ? "" : ", to " + most);
        }
    }
}
