package dev.berth.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Our scanner and writer against Jackson, on random documents and on damaged ones.
class JsonAgainstJacksonTest {
    private static final long SEED = 20261125;

    private final ObjectMapper jackson =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    @Test
    void documents_writtenByUs_readTheSameByBoth() throws IOException {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 3_000; round++) {
            Object document = RandomJson.document(random, 4);
            var sink = new ByteSink(64);
            new JsonWriter(sink).plain(document);
            byte[] bytes = sink.toBytes();
            JsonNode theirs = jackson.readTree(bytes);
            assertThat(plain(theirs)).as("seed %s round %s", SEED, round).isEqualTo(read(bytes));
        }
    }

    @Test
    void bytes_damagedAtRandom_areTakenOrRefusedByBoth() {
        var random = new SplittableRandom(SEED);
        int refused = 0;
        for (int round = 0; round < 30_000; round++) {
            var sink = new ByteSink(64);
            new JsonWriter(sink).plain(RandomJson.document(random, 3));
            byte[] bytes = RandomJson.damage(random, sink.toBytes());
            Object theirs = tryJackson(bytes);
            Object ours = tryOurs(bytes);
            if (theirs == null || ours == null) {
                refused++;
            }
            // Jackson takes lone surrogates in escapes, and encodings other than UTF-8 (it guesses
            // from zero bytes), which we refuse on purpose.
            boolean ourPolicy = ours == null && theirs != null && isOurPolicy(bytes);
            if (!ourPolicy) {
                assertThat(ours)
                        .as(
                                "seed %s round %s: %s",
                                SEED, round, new String(bytes, StandardCharsets.UTF_8))
                        .isEqualTo(theirs);
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private static boolean isOurPolicy(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.contains("\\u") || text.indexOf(0) >= 0 || text.contains("\u00ed");
    }

    @Test
    void floats_ofRandomBits_areReadAsJavaReadsThem() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 300_000; round++) {
            String text = RandomJson.number(random);
            var scanner = new JsonScanner(text.getBytes(StandardCharsets.US_ASCII));
            JsonNumber number = scanner.number();
            assertThat(Float.floatToIntBits(number.float32()))
                    .as("seed %s: %s", SEED, text)
                    .isEqualTo(Float.floatToIntBits(Float.parseFloat(text)));
            assertThat(Double.doubleToLongBits(number.float64()))
                    .as("seed %s: %s", SEED, text)
                    .isEqualTo(Double.doubleToLongBits(Double.parseDouble(text)));
        }
    }

    @Test
    void floats_writtenAndRead_areTheSame() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 100_000; round++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                var sink = new ByteSink(32);
                new JsonWriter(sink).number(value);
                assertThat(new JsonScanner(sink.toBytes()).number().float32())
                        .as("seed %s", SEED)
                        .isEqualTo(value);
            }
        }
    }

    private @Nullable Object tryJackson(byte[] bytes) {
        try {
            JsonNode node = jackson.readTree(bytes);
            return node.isMissingNode() ? null : plain(node);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            // Jackson reports some broken UTF-8 as plain I/O.
            return null;
        }
    }

    private static @Nullable Object tryOurs(byte[] bytes) {
        try {
            return read(bytes);
        } catch (ProblemException e) {
            return null;
        }
    }

    private static Object read(byte[] bytes) {
        var scanner = new JsonScanner(bytes);
        Object value = value(scanner);
        scanner.end();
        return value;
    }

    private static Object value(JsonScanner scanner) {
        return switch (scanner.peek()) {
            case OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                scanner.beginObject();
                while (scanner.nextMember()) {
                    members.put(scanner.key(), value(scanner));
                }
                yield members;
            }
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                scanner.beginArray();
                while (scanner.nextElement()) {
                    elements.add(value(scanner));
                }
                yield elements;
            }
            case STRING -> scanner.string();
            // Jackson reads the integer -0 as 0: adding 0 makes both zeros one.
            case NUMBER -> scanner.number().float64() + 0.0;
            case BOOLEAN -> scanner.bool();
            case NULL -> {
                scanner.nullValue();
                yield "<null>";
            }
        };
    }

    private static Object plain(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> members = new LinkedHashMap<>();
            node.properties().forEach(e -> members.put(e.getKey(), plain(e.getValue())));
            return members;
        }
        if (node.isArray()) {
            List<Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(plain(element)));
            return elements;
        }
        if (node.isNumber()) {
            return node.isBigInteger()
                    ? Double.parseDouble(node.asText())
                    : node.doubleValue() + 0.0;
        }
        if (node.isNull()) {
            return "<null>";
        }
        return node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
    }
}
