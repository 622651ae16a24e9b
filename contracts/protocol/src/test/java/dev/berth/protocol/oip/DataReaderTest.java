package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.ElementType;
import dev.berth.protocol.Signatures;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The values of a request's tensors.
class DataReaderTest {
    private final InferReading reading = new InferReading();

    @AfterEach
    void nothingLeaks() {
        assertThat(reading.pool().blocksInUse()).isZero();
    }

    @Test
    void data_nestedOrFlat_isTheSame() {
        try (InferRequest nested = reading.read(ElementType.INT64, "[4]", "[[1,[2]],[[[3]],4]]");
                InferRequest flat = reading.read(ElementType.INT64, "[4]", "[1,2,3,4]")) {
            assertThat(InferReading.x(nested).toLongs()).isEqualTo(InferReading.x(flat).toLongs());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 0, 255, 256",
        "UINT16, 0, 65535, 65536",
        "UINT32, 0, 4294967295, 4294967296",
        "INT8, -128, 127, 128",
        "INT16, -32768, 32767, -32769",
        "INT32, -2147483648, 2147483647, 2147483648",
        "FLOAT16, -65504, 65504, 65536",
        "FLOAT32, -1, 3e38, 3.5e38",
        "FLOAT64, -1, 1e308, 1e309",
        "BFLOAT16, -1, 3e38, 3.4e38"
    })
    void numbers_atTheEndsOfTheirType_areTakenAndBeyondRefused(
            ElementType type, String low, String high, String beyond) {
        try (InferRequest request = reading.read(type, "[2]", "[" + low + "," + high + "]")) {
            assertThat(InferReading.x(request).number(0)).isEqualTo(Double.parseDouble(low));
            assertThat(InferReading.x(request).number(1))
                    .isCloseTo(Double.parseDouble(high), Percentage.withPercentage(1));
        }
        reading.assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> reading.read(type, "[1]", "[" + beyond + "]"),
                beyond,
                "'x'");
    }

    @Test
    void integers_beyond2To53_areExact() {
        try (InferRequest request =
                reading.read(
                        ElementType.INT64,
                        "[3]",
                        "[9007199254740993, 9223372036854775807, -9223372036854775808]")) {
            assertThat(InferReading.x(request).toLongs())
                    .containsExactly(9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE);
        }
        try (InferRequest request =
                reading.read(ElementType.UINT64, "[1]", "[18446744073709551615]")) {
            assertThat(InferReading.x(request).data().getLong(0)).isEqualTo(-1L);
        }
        reading.assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> reading.read(ElementType.INT64, "[1]", "[9223372036854775808]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> reading.read(ElementType.UINT64, "[1]", "[18446744073709551616]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.UINT64, "[1]", "[-1]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.INT32, "[1]", "[1.5]"));
    }

    @Test
    void booleans_asLiteralsOrNumbers_areTaken() {
        try (InferRequest request = reading.read(ElementType.BOOL, "[4]", "[true,false,1,0]")) {
            assertThat(InferReading.x(request).data().getInt(0)).isEqualTo(0x00010001);
        }
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.BOOL, "[1]", "[2]"), "2");
        reading.assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> reading.read(ElementType.BOOL, "[1]", "[\"true\"]"));
    }

    @Test
    void halfFloats_fromNumbers_areRoundedToNearest() {
        try (InferRequest request = reading.read(ElementType.FLOAT16, "[2]", "[0.1, 1]")) {
            assertThat(InferReading.x(request).number(0)).isEqualTo(0.0999755859375);
        }
        try (InferRequest request = reading.read(ElementType.BFLOAT16, "[1]", "[0.1]")) {
            assertThat(InferReading.x(request).number(0)).isEqualTo(0.10009765625);
        }
    }

    @Test
    void nonFinite_inFloats_isTakenAndElsewhereRefused() {
        for (ElementType type :
                List.of(
                        ElementType.FLOAT32,
                        ElementType.FLOAT64,
                        ElementType.FLOAT16,
                        ElementType.BFLOAT16)) {
            try (InferRequest request =
                    reading.read(type, "[4]", "[NaN,Infinity,-Infinity,null]")) {
                assertThat(InferReading.x(request).number(3)).isNaN();
                assertThat(InferReading.x(request).number(0)).isNaN();
                assertThat(InferReading.x(request).number(1)).isEqualTo(Double.POSITIVE_INFINITY);
                assertThat(InferReading.x(request).number(2)).isEqualTo(Double.NEGATIVE_INFINITY);
            }
        }
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> reading.read(ElementType.INT32, "[1]", "[NaN]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> reading.read(ElementType.FLOAT32, "[1]", "[\"NaN\"]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> reading.read(ElementType.INT32, "[1]", "[null]"),
                "null");
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.BOOL, "[1]", "[null]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.STRING, "[1]", "[null]"));
    }

    @Test
    void strings_ofAllPlanes_becomeUtf8() {
        try (InferRequest request =
                reading.read(
                        ElementType.STRING,
                        "[4]",
                        "[\"\", \"a\\u0000b\", \"é€😀\", \"\\ud83d\\ude00\"]")) {
            assertThat(
                            List.of(
                                    InferReading.x(request).text(0),
                                    InferReading.x(request).text(1),
                                    InferReading.x(request).text(2),
                                    InferReading.x(request).text(3)))
                    .containsExactly("", "a\u0000b", "é€😀", "😀");
        }
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> reading.read(ElementType.STRING, "[1]", "[\"\\ud83d\"]"));
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.STRING, "[1]", "[5]"));
    }

    @Test
    void bytes_asBase64_areDecoded() {
        try (InferRequest request =
                reading.read(ElementType.BYTES, "[2]", "[\"/wA=\", {\"b64\":\"AQID\"}]")) {
            assertThat(InferReading.x(request).element(0)).containsExactly(-1, 0);
            assertThat(InferReading.x(request).element(1)).containsExactly(1, 2, 3);
        }
        reading.assertRefused(
                ProblemCode.VALUE_INVALID, () -> reading.read(ElementType.BYTES, "[1]", "[\"*\"]"));
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> reading.read(ElementType.BYTES, "[1]", "[{\"b64\":\"AQID\",\"x\":1}]"));
    }

    @Test
    void shape_largerThanTheData_isRefusedBeforeMemoryIsTaken() {
        reading.assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> reading.read(ElementType.FLOAT64, "[268435455]", "[1]"),
                "268435455");
        reading.assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> reading.read(ElementType.STRING, "[2147483639]", "[\"a\"]"),
                "2147483639");
        assertThat(reading.pool().bytesIdle()).isZero();
    }

    @Test
    void elements_moreOrFewerThanTheShape_areRefused() {
        reading.assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> reading.read(ElementType.FLOAT32, "[3]", "[1,2]"),
                "2",
                "3");
        reading.assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> reading.read(ElementType.FLOAT32, "[1]", "[1,2]"),
                "1");
        reading.assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () ->
                        reading.read(
                                Signatures.mlp(),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],"
                                        + "\"datatype\":\"FP32\",\"data\":[1,2,3]}]}"),
                "[1, 16]");
    }
}
