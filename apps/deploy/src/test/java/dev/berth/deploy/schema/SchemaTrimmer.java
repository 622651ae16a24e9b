package dev.berth.deploy.schema;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// Program that makes the schemas in `src/main/resources/dev/berth/deploy/schema` from published
/// ones: the kinds that a system's manifests may have, without descriptions, and strict about
/// unknown keys.
///
/// `SchemaTrimmer SOURCES TARGET`, where SOURCES has `k8s/VERSION/*.json` (OpenAPI 3 of the groups)
/// and `crds/*.yaml`; SOURCES.md in TARGET says where those are from.
final class SchemaTrimmer {
    /// Kinds of the core API, by the file of their group.
    private static final Map<String, List<String>> KINDS =
            new TreeMap<>(
                    Map.of(
                            "api_v1.json",
                            List.of(
                                    "ConfigMap",
                                    "Namespace",
                                    "PersistentVolumeClaim",
                                    "Pod",
                                    "Secret",
                                    "Service",
                                    "ServiceAccount"),
                            "apis_apps_v1.json",
                            List.of("Deployment", "StatefulSet"),
                            "apis_autoscaling_v2.json",
                            List.of("HorizontalPodAutoscaler"),
                            "apis_networking.k8s.io_v1.json",
                            List.of("NetworkPolicy"),
                            "apis_policy_v1.json",
                            List.of("PodDisruptionBudget")));

    /// Keywords that say what is valid.
    private static final Set<String> KEYWORDS =
            Set.of(
                    "type",
                    "properties",
                    "required",
                    "items",
                    "additionalProperties",
                    "enum",
                    "pattern",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties",
                    "oneOf",
                    "anyOf",
                    "allOf",
                    "not",
                    "$ref",
                    "uniqueItems",
                    "exclusiveMinimum",
                    "exclusiveMaximum",
                    "multipleOf");

    /// Shorter schemas are repeated rather than shared.
    private static final int SHARED_LENGTH_MIN = 120;

    private SchemaTrimmer() {}

    public static void main(String[] arguments) throws IOException {
        Path sources = Path.of(arguments[0]);
        Path target = Path.of(arguments[1]);
        try (Stream<Path> versions = Files.list(sources.resolve("k8s"))) {
            for (Path version : versions.sorted().toList()) {
                write(
                        core(version),
                        target.resolve("kubernetes-" + version.getFileName() + ".json"));
            }
        }
        write(custom(sources), target.resolve("crds.json"));
    }

    private static void write(Map<String, Object> schema, Path file) throws IOException {
        var text = new StringBuilder();
        json(schema, text);
        Files.writeString(file, text.append('\n'));
    }

    /// Kinds of the core API with the definitions that they need.
    private static Map<String, Object> core(Path folder) throws IOException {
        Map<String, Object> kinds = new TreeMap<>();
        Map<String, Object> published = new TreeMap<>();
        Deque<String> wanted = new ArrayDeque<>();
        for (Map.Entry<String, List<String>> group : KINDS.entrySet()) {
            Map<?, ?> schemas =
                    map(map(load(folder.resolve(group.getKey())).get("components")).get("schemas"));
            schemas.forEach((name, schema) -> published.put(String.valueOf(name), schema));
            for (String kind : group.getValue()) {
                schemas.forEach(
                        (name, schema) -> {
                            String api = api(map(schema), kind);
                            if (!api.isEmpty() && String.valueOf(name).endsWith("." + kind)) {
                                kinds.put(api, Map.of("$ref", "#/$defs/" + name));
                                wanted.add(String.valueOf(name));
                            }
                        });
            }
        }
        Map<String, Object> needed = new TreeMap<>();
        while (!wanted.isEmpty()) {
            String name = wanted.remove();
            if (!needed.containsKey(name)) {
                Map<?, ?> schema = map(published.get(name));
                needed.put(name, trimmed(schema, kinds.containsKey(anyApi(schema))));
                references(needed.get(name), wanted);
            }
        }
        return document(kinds, needed);
    }

    private static String anyApi(Map<?, ?> schema) {
        for (Object each : list(schema.get("x-kubernetes-group-version-kind"))) {
            return api(schema, String.valueOf(map(each).get("kind")));
        }
        return "";
    }

    /// Such as `apps/v1 Deployment`, or empty if the schema is not of that kind.
    private static String api(Map<?, ?> schema, String kind) {
        for (Object each : list(schema.get("x-kubernetes-group-version-kind"))) {
            Map<?, ?> names = map(each);
            if (kind.equals(names.get("kind"))) {
                String group = String.valueOf(names.get("group"));
                return (group.isEmpty() ? "" : group + "/") + names.get("version") + " " + kind;
            }
        }
        return "";
    }

    private static Map<String, Object> custom(Path sources) throws IOException {
        Map<String, Object> kinds = new TreeMap<>();
        try (Stream<Path> files = Files.list(sources.resolve("crds"))) {
            for (Path file : files.sorted().toList()) {
                Map<?, ?> spec = map(load(file).get("spec"));
                Object kind = map(spec.get("names")).get("kind");
                for (Object each : list(spec.get("versions"))) {
                    Map<?, ?> version = map(each);
                    if (Boolean.TRUE.equals(version.get("served"))) {
                        Map<?, ?> schema = map(map(version.get("schema")).get("openAPIV3Schema"));
                        kinds.put(
                                spec.get("group") + "/" + version.get("name") + " " + kind,
                                object(schema));
                    }
                }
            }
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        kinds.values().forEach(schema -> count(schema, counts));
        Map<String, Object> shared = new LinkedHashMap<>();
        kinds.replaceAll((name, schema) -> share(schema, counts, shared, false));
        return document(kinds, shared);
    }

    /// The schema of a custom resource; its metadata is that of every object.
    private static Map<String, Object> object(Map<?, ?> schema) {
        Map<String, Object> trimmed = new LinkedHashMap<>(trimmed(schema, true));
        Map<String, Object> properties = new LinkedHashMap<>();
        map(trimmed.get("properties")).forEach((key, value) -> properties.put("" + key, value));
        properties.put("metadata", Map.of("type", "object"));
        trimmed.put("properties", properties);
        return trimmed;
    }

    private static Map<String, Object> document(
            Map<String, Object> kinds, Map<String, Object> definitions) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kinds", kinds);
        document.put("$defs", definitions);
        return document;
    }

    private static void count(Object schema, Map<String, Integer> counts) {
        if (schema instanceof Map<?, ?> map) {
            if (isShareable(map)) {
                counts.merge(text(map), 1, Integer::sum);
            }
            map.values().forEach(value -> count(value, counts));
        } else if (schema instanceof List<?> list) {
            list.forEach(value -> count(value, counts));
        }
    }

    private static boolean isShareable(Map<?, ?> map) {
        return map.get("type") instanceof String && text(map).length() >= SHARED_LENGTH_MIN;
    }

    private static Object share(
            Object schema,
            Map<String, Integer> counts,
            Map<String, Object> shared,
            boolean mayRefer) {
        if (schema instanceof List<?> list) {
            return list.stream().map(each -> share(each, counts, shared, true)).toList();
        }
        if (!(schema instanceof Map<?, ?> map)) {
            return schema;
        }
        boolean isShared = mayRefer && isShareable(map) && counts.getOrDefault(text(map), 0) > 1;
        String name =
                isShared
                        ? "s" + Integer.toHexString(text(map).hashCode()) + "-" + text(map).length()
                        : "";
        if (isShared && shared.containsKey(name)) {
            return Map.of("$ref", "#/$defs/" + name);
        }
        Map<String, Object> rewritten = new LinkedHashMap<>();
        map.forEach((key, value) -> rewritten.put("" + key, share(value, counts, shared, true)));
        if (isShared) {
            shared.put(name, rewritten);
            return Map.of("$ref", "#/$defs/" + name);
        }
        return rewritten;
    }

    private static void references(@Nullable Object schema, Deque<String> wanted) {
        if (schema instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                wanted.add(reference.substring("#/$defs/".length()));
            }
            map.values().forEach(value -> references(value, wanted));
        } else if (schema instanceof List<?> list) {
            list.forEach(value -> references(value, wanted));
        }
    }

    /// @param isObject whether it is that of an object of the API, whose status nobody writes
    private static Map<String, Object> trimmed(Map<?, ?> schema, boolean isObject) {
        if (Boolean.TRUE.equals(schema.get("x-kubernetes-int-or-string"))
                || "int-or-string".equals(schema.get("format"))) {
            return Map.of("type", List.of("integer", "string"));
        }
        List<?> all = list(schema.get("allOf"));
        if (all.size() == 1 && map(all.getFirst()).containsKey("$ref")) {
            return trimmed(map(all.getFirst()), false);
        }
        Map<String, Object> trimmed = new TreeMap<>();
        schema.forEach(
                (key, value) -> {
                    String keyword = String.valueOf(key);
                    if (KEYWORDS.contains(keyword)) {
                        trimmed.put(keyword, keyword(keyword, value, isObject));
                    }
                });
        boolean isOpen =
                Boolean.TRUE.equals(schema.get("x-kubernetes-preserve-unknown-fields"))
                        || schema.containsKey("additionalProperties");
        if (schema.containsKey("properties") && !isOpen && schema.get("type") != null) {
            trimmed.put("additionalProperties", false);
        }
        return trimmed;
    }

    private static Object keyword(String keyword, Object value, boolean isObject) {
        return switch (keyword) {
            case "$ref" -> String.valueOf(value).replace("#/components/schemas/", "#/$defs/");
            case "properties" -> {
                Map<String, Object> properties = new TreeMap<>();
                map(value)
                        .forEach(
                                (name, schema) -> {
                                    if (!isObject || !"status".equals(name)) {
                                        properties.put("" + name, trimmed(map(schema), false));
                                    }
                                });
                yield properties;
            }
            case "items", "not", "additionalProperties" ->
                    value instanceof Map<?, ?> schema ? trimmed(schema, false) : value;
            case "oneOf", "anyOf", "allOf" ->
                    list(value).stream().map(each -> trimmed(map(each), false)).toList();
            default -> value;
        };
    }

    private static Map<?, ?> load(Path file) throws IOException {
        var settings =
                LoadSettings.builder().setCodePointLimit(1 << 26).setAllowDuplicateKeys(true);
        return map(
                new Load(settings.build())
                        .loadFromString(Files.readString(file, StandardCharsets.UTF_8)));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(Object value) {
        var text = new StringBuilder();
        json(value, text);
        return text.toString();
    }

    private static void json(@Nullable Object value, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map -> {
                List<String> parts = new ArrayList<>();
                map.forEach((key, inner) -> parts.add(text("" + key) + ":" + text(inner)));
                text.append('{').append(String.join(",", parts)).append('}');
            }
            case List<?> list -> {
                List<String> parts = new ArrayList<>();
                list.forEach(inner -> parts.add(text(inner)));
                text.append('[').append(String.join(",", parts)).append(']');
            }
            case String string ->
                    text.append('"')
                            .append(
                                    string.replace("\\", "\\\\")
                                            .replace("\"", "\\\"")
                                            .replace("\n", "\\n"))
                            .append('"');
            case null -> text.append("null");
            default -> text.append(value);
        }
    }
}
