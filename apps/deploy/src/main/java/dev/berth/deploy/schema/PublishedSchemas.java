package dev.berth.deploy.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Schemas of the kinds that manifests may have, of one version of Kubernetes. For one thread.
public final class PublishedSchemas {
    /// The versions of Kubernetes whose schemas are here, ascending.
    public static final List<String> VERSIONS = List.of("1.32", "1.33", "1.34", "1.35");

    /// The version where none is named.
    public static final String VERSION_DEFAULT = "1.33";

    private static final String METADATA_SCHEMA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    /// Documents by kind, and the schemas of those that were needed: most folders have few kinds.
    private final Map<String, JsonNode> documents = new TreeMap<>();

    private final Map<String, KindSchema> schemas = new HashMap<>();
    private final JsonNode core;

    /// Schema of a kind.
    ///
    /// @param root the document, in which errors point at their keyword
    private record KindSchema(JsonNode root, Schema schema) {}

    private PublishedSchemas(String version) {
        this.core = resource("kubernetes-" + version + ".json");
        add(core);
        add(resource("crds.json"));
    }

    /// The schemas of a version, such as `1.33`.
    public static PublishedSchemas of(String version) {
        String minor = version.replaceFirst("^v", "").replaceFirst("^(1\\.[0-9]+)\\.[0-9]+$", "$1");
        if (!VERSIONS.contains(minor)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--kubernetes-version "
                            + version
                            + " (expected: one of "
                            + String.join(", ", VERSIONS)
                            + ")",
                    NearestName.find(minor, VERSIONS)
                            .map(near -> "write " + near + ", whose schemas are here")
                            .orElse("write one of them"));
        }
        return new PublishedSchemas(minor);
    }

    /// The kinds, such as `apps/v1 Deployment`.
    public List<String> kinds() {
        return List.copyOf(documents.keySet());
    }

    /// What is wrong with an object, by its kind; nothing if the kind is not known.
    ///
    /// @param kind such as `apps/v1 Deployment`
    /// @param value plain values
    public List<SchemaMistake> mistakes(String kind, Map<?, ?> value) {
        List<SchemaMistake> mistakes = new ArrayList<>();
        JsonNode document = documents.get(kind);
        if (document != null) {
            JsonNode node = node(value);
            ObjectNode own = (ObjectNode) document.get("kinds").get(kind);
            collect(schema(kind, own, document), node, "", mistakes);
            if (!core.get("kinds").has(kind) && node.get("metadata") instanceof ObjectNode names) {
                ObjectNode reference =
                        JSON.createObjectNode().put("$ref", "#/$defs/" + METADATA_SCHEMA);
                collect(schema("metadata", reference, core), names, "/metadata", mistakes);
            }
        }
        return mistakes;
    }

    private static void collect(
            KindSchema schema, JsonNode node, String prefix, List<SchemaMistake> mistakes) {
        for (Error error : schema.schema().validate(node)) {
            String property = error.getProperty() == null ? "" : error.getProperty();
            boolean isUnknownKey = error.getKeyword().equals("additionalProperties");
            mistakes.add(
                    new SchemaMistake(
                            prefix + pointer(error.getInstanceLocation()),
                            error.getKeyword(),
                            property,
                            error.getMessage(),
                            isUnknownKey ? knownKeys(schema, error) : List.of()));
        }
    }

    private static List<String> knownKeys(KindSchema schema, Error error) {
        String fragment = String.valueOf(error.getSchemaLocation().getFragment());
        int last = fragment.lastIndexOf('/');
        JsonNode properties =
                schema.root().at(fragment.substring(0, Math.max(0, last)) + "/properties");
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String pointer(NodePath path) {
        var pointer = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            String name = String.valueOf(path.getElement(i));
            pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }

    private void add(JsonNode document) {
        document.get("kinds").fieldNames().forEachRemaining(kind -> documents.put(kind, document));
    }

    private KindSchema schema(String kind, ObjectNode own, JsonNode document) {
        return schemas.computeIfAbsent(
                kind,
                missing -> {
                    ObjectNode root = own.deepCopy();
                    root.set("$defs", document.get("$defs"));
                    return new KindSchema(root, registry.getSchema(root));
                });
    }

    private static JsonNode node(Map<?, ?> value) {
        try {
            return JSON.readTree(JsonValues.text(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resource(String name) {
        try (InputStream stream = PublishedSchemas.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
