package dev.berth.benchmarks.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/// Same work by Jackson with its fastest number conversions, without Berth's validation: the reader
/// and writer that Berth's own must beat.
final class JacksonJson {
    private final JsonFactory factory =
            JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build();
    private final ObjectMapper mapper = new ObjectMapper(factory);

    /// The numbers of the first input's data, read token by token.
    float[] readStreaming(byte[] body) throws IOException {
        try (JsonParser parser = factory.createParser(body)) {
            var numbers = new float[16];
            int count = 0;
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("data")) {
                    parser.nextToken();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        if (count == numbers.length) {
                            numbers = Arrays.copyOf(numbers, 2 * count);
                        }
                        numbers[count++] = parser.getFloatValue();
                    }
                }
            }
            return Arrays.copyOf(numbers, count);
        }
    }

    /// The numbers of the first input's data, from a tree of the body.
    float[] readTree(byte[] body) throws IOException {
        JsonNode data = mapper.readTree(body).get("inputs").get(0).get("data");
        var numbers = new float[data.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = data.get(i).floatValue();
        }
        return numbers;
    }

    /// An answer with one output.
    void write(float[] numbers, ByteArrayOutputStream sink) throws IOException {
        try (JsonGenerator json = factory.createGenerator(sink)) {
            json.writeStartObject();
            json.writeStringField("model_name", TinyMlp.REFERENCE.name().value());
            json.writeStringField("model_version", TinyMlp.REFERENCE.version().value());
            json.writeArrayFieldStart("outputs");
            json.writeStartObject();
            json.writeStringField("name", "y");
            json.writeStringField("datatype", "FP32");
            json.writeArrayFieldStart("shape");
            json.writeNumber(1);
            json.writeNumber(numbers.length);
            json.writeEndArray();
            json.writeArrayFieldStart("data");
            for (float number : numbers) {
                json.writeNumber(number);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
