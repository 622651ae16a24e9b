package dev.berth.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonWriterTest {
    private static final int NUMBERS = 500_000 * Integer.getInteger("berth.cases.factor", 1);
    private static final long SEED = Long.getLong("berth.seed", 1);

    private final ByteSink sink = new ByteSink(16);

    private String written(double value) {
        sink.clear();
        new JsonWriter(sink).number(value);
        return sink.toString();
    }

    private void assertAsJava(double value) {
        if (!written(value).equals(Double.toString(value))) {
            assertThat(written(value)).as("seed %d", SEED).isEqualTo(Double.toString(value));
        }
    }

    @Test
    void encodedName_anyName_isWrittenAsName() {
        byte[] name = JsonWriter.encode("a \"ü\" \n\u0001");
        new JsonWriter(sink)
                .beginObject()
                .encodedName(name)
                .number(1)
                .encodedName(JsonWriter.encode(""))
                .bool(true)
                .name("b")
                .nullValue()
                .endObject();
        assertThat(sink).hasToString("{\"a \\\"ü\\\" \\n\\u0001\":1,\"\":true,\"b\":null}");
    }

    @Test
    void number_ofFewDecimals_isWrittenAsJavaDoes() {
        var random = new Random(SEED);
        for (int i = 0; i < NUMBERS; i++) {
            double divisor = Math.pow(10, random.nextInt(9));
            double value = random.nextLong(1L << random.nextInt(1, 50)) / divisor;
            assertAsJava(value);
            assertAsJava(-value);
            assertAsJava(Math.nextUp(value));
            assertAsJava(Math.nextDown(value));
        }
    }

    @Test
    void number_ofAnyBits_isWrittenAsJavaDoes() {
        var random = new Random(SEED);
        for (int i = 0; i < NUMBERS; i++) {
            assertAsJava(Double.longBitsToDouble(random.nextLong()));
            assertAsJava(random.nextDouble() * 1e8);
        }
    }

    @Test
    void number_atTheEdges_isWrittenAsJavaDoes() {
        double[] edges = {
            0.0,
            -0.0,
            1e-3,
            9.99e-4,
            1e7,
            9_999_999.999999,
            9_999_999.9999995,
            0.000001,
            1.0,
            0.1,
            123.456,
            1e-6,
            Double.MIN_VALUE,
            Double.MAX_VALUE,
            Double.NaN,
            Double.NEGATIVE_INFINITY
        };
        for (double edge : edges) {
            assertAsJava(edge);
        }
    }
}
