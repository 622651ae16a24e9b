package dev.berth.batch.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.prediction.RecordMapper;
import dev.berth.scoring.row.InvalidRowException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Conversion between values of a topic, which are JSON objects, and records of a signature.
/// Thread-safe.
final class RecordJson {
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(16).build())
                    .build();

    private final Map<String, String> fields;
    private final @Nullable Set<String> carried;
    private final String prefix;

    /// @throws dev.berth.core.ProblemException `data-invalid` if the job names an input that the
    ///   signature lacks
    RecordJson(Signature signature, TopicJob job) {
        job.inputs().keySet().forEach(name -> RecordMapper.requireInput(signature, name));
        fields = new LinkedHashMap<>();
        for (Field input : signature.inputs()) {
            fields.put(input.name(), job.inputs().getOrDefault(input.name(), input.name()));
        }
        carried = job.carried().map(Set::copyOf).orElse(null);
        prefix = job.prefix();
    }

    /// The inputs of a value. Those without a field are left out.
    ///
    /// @throws InvalidRowException if it is not a JSON object
    Map<String, @Nullable Object> inputs(byte[] value) throws InvalidRowException {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            throw new InvalidRowException("", "bytes that are no text (expected: JSON in UTF-8)");
        }
        if (!(TextValue.json("", text) instanceof Map<?, ?> object)) {
            throw new InvalidRowException(
                    "", "'" + SanitizedText.of(text) + "' (expected: a JSON object)");
        }
        Map<String, @Nullable Object> inputs = LinkedHashMap.newLinkedHashMap(fields.size());
        fields.forEach(
                (input, field) -> {
                    if (object.containsKey(field)) {
                        inputs.put(input, object.get(field));
                    }
                });
        return inputs;
    }

    /// The field that an input is taken from.
    String field(String input) {
        return fields.getOrDefault(input, input);
    }

    /// The value with its prediction: its carried fields, as they are, and the outputs.
    ///
    /// @throws InvalidRowException if a field has the name of an output, or there are two of one
    ///   name
    String output(byte[] value, Map<String, @Nullable Object> prediction)
            throws InvalidRowException {
        var text = new StringWriter(value.length + 64);
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            copy(value, prediction, out);
            for (Map.Entry<String, @Nullable Object> field : prediction.entrySet()) {
                out.writeFieldName(prefix + field.getKey());
                write(out, field.getValue());
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void copy(byte[] value, Map<String, @Nullable Object> prediction, JsonGenerator out)
            throws InvalidRowException, IOException {
        try (JsonParser in = JSON.createParser(value)) {
            in.nextToken();
            while (in.nextToken() == JsonToken.FIELD_NAME) {
                String name = in.currentName();
                if (carried != null && !carried.contains(name)) {
                    in.nextToken();
                    in.skipChildren();
                    continue;
                }
                if (name.startsWith(prefix)
                        && prediction.containsKey(name.substring(prefix.length()))) {
                    throw new InvalidRowException(
                            name,
                            "a field with the name of an output (expected: distinct names, by"
                                    + " --prefix or --carry)");
                }
                out.copyCurrentStructureExact(in);
            }
        } catch (JsonParseException e) {
            throw new InvalidRowException(
                    "", SanitizedText.of(e.getOriginalMessage()) + " (expected: a JSON object)");
        }
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> out.writeNull();
            case Boolean flag -> out.writeBoolean(flag);
            case Float number -> out.writeNumber(number);
            case Double number -> out.writeNumber(number);
            case Number number -> out.writeNumber(number.toString());
            case byte[] content -> out.writeString(Base64.getEncoder().encodeToString(content));
            case List<?> list -> {
                out.writeStartArray();
                for (Object element : list) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(out, entry.getValue());
                }
                out.writeEndObject();
            }
            default -> out.writeString(value.toString());
        }
    }
}
