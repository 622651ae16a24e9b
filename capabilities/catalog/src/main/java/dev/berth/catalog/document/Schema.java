package dev.berth.catalog.document;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A JSON Schema (draft 2020-12) that ships with Berth, restricted to the keywords below. A schema
/// with another keyword is refused when it is read, so that none is ever silently without effect.
public final class Schema {
    private static final Set<String> ANNOTATIONS =
            Set.of(
                    "$schema",
                    "$defs",
                    "title",
                    "description",
                    "examples",
                    "default",
                    "x-too-small");
    private static final Set<String> ASSERTIONS =
            Set.of(
                    "$ref",
                    "type",
                    "enum",
                    "anyOf",
                    "properties",
                    "required",
                    "additionalProperties",
                    "propertyNames",
                    "minProperties",
                    "items",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "pattern",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum");

    /// Those that ship, each read once.
    private static final Map<String, Schema> READ = new ConcurrentHashMap<>();

    private final Map<?, ?> root;
    private final Map<?, ?> node;

    private Schema(Map<?, ?> root, Map<?, ?> node) {
        this.root = root;
        this.node = node;
        for (Object keyword : node.keySet()) {
            if (!(keyword instanceof String word
                    && (ANNOTATIONS.contains(word) || ASSERTIONS.contains(word)))) {
                throw new IllegalStateException("schema keyword '" + keyword + "' is not known");
            }
        }
    }

    /// A schema that ships with Berth, `/dev/berth/schema/<name>.schema.json`.
    public static Schema shipped(String name) {
        return READ.computeIfAbsent(
                name,
                each -> ofResource(Schema.class, "/dev/berth/schema/" + each + ".schema.json"));
    }

    /// This schema with further properties of a definition, such as those that other jars bring.
    ///
    /// @param reference the definition of their values
    public Schema withProperties(String definition, List<String> names, String reference) {
        Map<Object, Object> definitions = copy(root, "$defs");
        Map<Object, Object> changed = copy(definitions, definition);
        Map<Object, Object> properties = copy(changed, "properties");
        names.forEach(name -> properties.put(name, Map.of("$ref", "#/$defs/" + reference)));
        changed.put("properties", properties);
        definitions.put(definition, changed);
        Map<Object, Object> whole = new LinkedHashMap<>(root);
        whole.put("$defs", definitions);
        return new Schema(whole, whole);
    }

    private static Map<Object, Object> copy(Map<?, ?> map, String key) {
        return new LinkedHashMap<>((Map<?, ?>) Objects.requireNonNull(map.get(key), key));
    }

    /// The schema of a capability's files.
    ///
    /// @param owner the class that finds the resource, a JSON file
    /// @throws IllegalStateException if a keyword is not known
    public static Schema ofResource(Class<?> owner, String resource) {
        try (InputStream stream =
                Objects.requireNonNull(owner.getResourceAsStream(resource), resource)) {
            return of(DocumentReader.read(Path.of(resource), stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Schema of(Document document) {
        if (document.value().orElse("") instanceof Map<?, ?> map && document.errors().isEmpty()) {
            return new Schema(map, map);
        }
        throw new IllegalStateException("schema cannot be read: " + document.errors());
    }

    private Schema inner(Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalStateException("schema expected, found " + value);
        }
        return new Schema(root, map);
    }

    /// The schema that this one refers to, or this one itself.
    Schema resolved() {
        if (!(node.get("$ref") instanceof String reference)) {
            return this;
        }
        Object target = root;
        for (String key : reference.substring("#/".length()).split("/", -1)) {
            target = target instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return inner(Objects.requireNonNull(target, reference));
    }

    Optional<String> text(String keyword) {
        return node.get(keyword) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    Optional<Number> number(String keyword) {
        return node.get(keyword) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    /// The keyword's list; one value counts as a list of it, none as an empty list.
    List<Object> list(String keyword) {
        Object value = node.get(keyword);
        return switch (value) {
            case null -> List.of();
            case Collection<?> items -> List.copyOf(items);
            default -> List.of(value);
        };
    }

    boolean isTrue(String keyword) {
        return Boolean.TRUE.equals(node.get(keyword));
    }

    boolean isClosed() {
        return Boolean.FALSE.equals(node.get("additionalProperties"));
    }

    List<Schema> alternatives() {
        return list("anyOf").stream().map(this::inner).map(Schema::resolved).toList();
    }

    /// A schema under `$defs`.
    public Schema definition(String name) {
        return inner(Map.of("$ref", "#/$defs/" + name)).resolved();
    }

    /// The properties that the schema names, in its order.
    public Set<String> propertyNames() {
        Set<String> names = new LinkedHashSet<>();
        if (node.get("properties") instanceof Map<?, ?> map) {
            map.keySet().forEach(key -> names.add(String.valueOf(key)));
        }
        return names;
    }

    /// The schema of a property, be it named or additional.
    Optional<Schema> property(String name) {
        if (node.get("properties") instanceof Map<?, ?> map && map.get(name) != null) {
            return Optional.of(inner(Objects.requireNonNull(map.get(name))).resolved());
        }
        return schema("additionalProperties");
    }

    Optional<Schema> schema(String keyword) {
        return node.get(keyword) instanceof Map<?, ?> map
                ? Optional.of(inner(map).resolved())
                : Optional.empty();
    }
}
