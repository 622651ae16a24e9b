package dev.berth.cli.target;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Signature from a server's documents: names, types and shapes from the model's metadata; base64
/// fields and examples from the OpenAPI document, if there is one.
///
/// The metadata has no batch dimension. If every field has a dynamic first dimension, that is taken
/// for it.
final class RemoteSignature {
    private static final String BATCH = "N";
    private static final long DYNAMIC = -1;

    private final Map<String, @Nullable Object> metadata;
    private final Map<String, @Nullable Object> properties;

    private RemoteSignature(
            Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> properties) {
        this.metadata = metadata;
        this.properties = properties;
    }

    static Signature read(@Nullable Object metadata, @Nullable Object openApi, ModelChoice model) {
        var reader =
                new RemoteSignature(
                        JsonResponseReader.object(metadata), OpenApiFields.inputs(openApi, model));
        return reader.read();
    }

    private Signature read() {
        List<?> inputs = JsonResponseReader.list(metadata.get("inputs"));
        List<?> outputs = JsonResponseReader.list(metadata.get("outputs"));
        boolean batched =
                inputs.stream().allMatch(RemoteSignature::leadsDynamic)
                        && outputs.stream().allMatch(RemoteSignature::leadsDynamic);
        return new Signature(
                batched ? Optional.of(BATCH) : Optional.empty(),
                fields(inputs, batched),
                fields(outputs, batched));
    }

    private static boolean leadsDynamic(@Nullable Object tensor) {
        return JsonResponseReader.object(tensor).get("shape") instanceof List<?> shape
                && !shape.isEmpty()
                && isDynamic(shape.getFirst());
    }

    private static boolean isDynamic(@Nullable Object size) {
        return size instanceof Number number && number.longValue() == DYNAMIC;
    }

    private List<Field> fields(List<?> tensors, boolean batched) {
        List<Field> fields = new ArrayList<>();
        for (Object tensor : tensors) {
            Map<String, @Nullable Object> entry = JsonResponseReader.object(tensor);
            String name = JsonResponseReader.text(entry.get("name"));
            fields.add(field(name, entry, batched));
        }
        return fields;
    }

    private Field field(String name, Map<String, @Nullable Object> entry, boolean batched) {
        List<Dimension> dimensions = new ArrayList<>();
        for (Object size : JsonResponseReader.list(entry.get("shape"))) {
            boolean leading = dimensions.isEmpty() && batched;
            dimensions.add(
                    isDynamic(size)
                            ? Dimension.dynamic(leading ? BATCH : Dimension.Dynamic.ANONYMOUS)
                            : Dimension.fixed(((Number) size).longValue()));
        }
        Map<String, @Nullable Object> property =
                properties.get(name) instanceof Map<?, ?> map
                        ? JsonResponseReader.object(map)
                        : Map.of();
        return new Field(
                name,
                type(JsonResponseReader.text(entry.get("datatype")), property),
                new DeclaredShape(dimensions),
                JsonResponseReader.text(property.get("description")),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                example(property),
                Optional.ofNullable(property.get("default")));
    }

    private static Optional<Object> example(Map<String, @Nullable Object> property) {
        return property.get("examples") instanceof List<?> examples && !examples.isEmpty()
                ? Optional.ofNullable(examples.getFirst())
                : Optional.ofNullable(property.get("example"));
    }

    private static ElementType type(String datatype, Map<String, @Nullable Object> property) {
        if (property.containsKey("contentEncoding")) {
            return ElementType.BYTES;
        }
        for (ElementType type : ElementType.values()) {
            if (type.datatype().equals(datatype)) {
                return type;
            }
        }
        return ElementType.STRING;
    }
}
