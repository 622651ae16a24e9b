package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.ProblemException;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.json.JsonWriter;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Tests of converting Java records to fields and back.
final class RecordFieldsTest {
    enum Colour {
        DARK_RED
    }

    record Inner(int count) {}

    record Everything(
            boolean yes,
            int whole,
            long large,
            double real,
            float single,
            String text,
            Colour colour,
            Optional<String> perhaps,
            List<Double> numbers,
            Map<String, Integer> counts,
            Inner inner,
            List<Inner> inners,
            @Nullable String nothing) {}

    record Named(String maxSpeed) {}

    record Small(byte value) {}

    @Test
    void write_styles_nameComponents() {
        var named = new Named("x");
        assertThat(new RecordFields(NameStyle.AS_WRITTEN).write(named)).containsKey("maxSpeed");
        assertThat(new RecordFields(NameStyle.KEBAB_CASE).write(named)).containsKey("max-speed");
        assertThat(new RecordFields(NameStyle.SNAKE_CASE).write(named)).containsKey("max_speed");
    }

    @Test
    void read_anyStyle_isTheComponent() {
        for (String name : List.of("maxSpeed", "max-speed", "max_speed")) {
            assertThat(RecordFields.read(Map.of(name, "x"), Named.class)).isEqualTo(new Named("x"));
        }
    }

    record Sparse(@Nullable Float spend, Optional<Float> left, @Nullable List<Float> many) {}

    @Test
    void write_nullAndEmpty_isMissingAndLeftOut() {
        var sparse = new Sparse(null, Optional.empty(), Arrays.asList(1f, null));
        Map<String, @Nullable Object> fields = new RecordFields(NameStyle.KEBAB_CASE).write(sparse);
        assertThat(fields).containsOnlyKeys("spend", "many").containsEntry("spend", null);
        var sink = new ByteSink(64);
        new JsonWriter(sink).plain(fields);
        assertThat(sink.toString()).isEqualTo("{\"spend\":null,\"many\":[1.0,null]}");
    }

    @Test
    void read_whatWasWritten_isTheSame() {
        var all =
                new Everything(
                        true,
                        1,
                        1L << 60,
                        0.5,
                        0.25f,
                        "text",
                        Colour.DARK_RED,
                        Optional.of("there"),
                        List.of(1.0, 2.0),
                        Map.of("a", 1),
                        new Inner(3),
                        List.of(new Inner(4)),
                        null);
        Map<String, @Nullable Object> fields =
                new HashMap<>(new RecordFields(NameStyle.KEBAB_CASE).write(all));
        // As JSON would give them.
        fields.put("whole", 1L);
        fields.put("colour", "dark-red");
        fields.put("counts", Map.of("a", 1L));
        fields.put("inner", Map.of("count", 3L));
        fields.put("inners", List.of(Map.of("count", 4L)));
        assertThat(RecordFields.read(fields, Everything.class)).isEqualTo(all);
    }

    // Callers may have such records.
    @SuppressWarnings("ArrayRecordComponent")
    record Floats(double real, float[] many, byte[] picture) {}

    @Test
    void read_nullArraysAndBytes_areNaNAndDecoded() {
        Map<String, @Nullable Object> fields = new HashMap<>();
        fields.put("real", null);
        fields.put("many", List.of(1L, 2.5));
        fields.put("picture", "AQI=");
        Floats read = RecordFields.read(fields, Floats.class);
        assertThat(read.real()).isNaN();
        assertThat(read.many()).containsExactly(1f, 2.5f);
        assertThat(read.picture()).containsExactly(1, 2);
    }

    @Test
    void read_numberThatDoesNotFit_namesTheComponent() {
        assertThatThrownBy(() -> RecordFields.read(Map.of("value", 300L), Small.class))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("type-mismatch: the answer's value for 'value' is 300");
    }

    @Test
    void read_missingPrimitive_listsTheFields() {
        assertThatThrownBy(() -> RecordFields.read(Map.of("other", 3L), Small.class))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("no field for 'value'")
                .hasMessageContaining("[other]");
    }

    record Picky(String text) {
        Picky {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("empty");
            }
        }
    }

    @Test
    void read_recordThatRefuses_isAProblem() {
        assertThatThrownBy(() -> RecordFields.read(Map.of("text", ""), Picky.class))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("refuses the answer");
    }

    private record Wide(BigInteger id, char grade) {}

    @Test
    void read_numberBeyondLongAndALetter_fit() {
        var id = new BigInteger("18446744073709551615");
        assertThat(RecordFields.read(Map.of("id", id, "grade", "b"), Wide.class))
                .isEqualTo(new Wide(id, 'b'));
        assertThat(RecordFields.read(Map.of("id", 7L, "grade", "b"), Wide.class).id())
                .isEqualTo(BigInteger.valueOf(7));
    }
}
