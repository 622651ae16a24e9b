package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferRequestReaderTest {
    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private InferRequest read(Signature signature, String json) {
        return new InferRequestReader(signature, pool).read(json.getBytes(StandardCharsets.UTF_8));
    }

    private InferRequest read(ElementType type, String shape, String data) {
        return read(
                Signatures.of(type),
                "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"%s\",\"data\":%s}]}"
                        .formatted(shape, type.datatype(), data));
    }

    private ProblemException refusal(Runnable request) {
        return catchThrowableOfType(ProblemException.class, request::run);
    }

    private void assertRefused(ProblemCode code, Runnable request, String... words) {
        ProblemException refusal = refusal(request);
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().code()).isEqualTo(code);
        assertThat(refusal.problem().message()).contains("expected");
        for (String word : words) {
            assertThat(refusal.problem().message()).contains(word);
        }
        assertThat(refusal.problem().remedy()).isNotEmpty();
    }

    private static Tensor x(InferRequest request) {
        return request.inputs().require("x");
    }

    @Test
    void request_usual_isReadWhole() {
        String json =
                """
                {"id":"42","parameters":{"a":1,"b":"two","c":true,"d":0.5},
                 "inputs":[{"name":"x","shape":[1,16],"datatype":"FP32",
                            "data":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,-15.5e-1]}],
                 "outputs":[{"name":"y","parameters":{"classification":2,"binary_data":true}}]}
                """;
        try (InferRequest request = read(Signatures.mlp(), json)) {
            assertThat(request.id()).contains("42");
            assertThat(request.parameters())
                    .containsEntry("a", 1L)
                    .containsEntry("b", "two")
                    .containsEntry("c", true)
                    .containsEntry("d", 0.5);
            assertThat(x(request).toFloats()).endsWith(13f, 14f, -1.55f);
            assertThat(request.outputs())
                    .containsExactly(
                            new RequestedOutput("y", Optional.of(true), OptionalInt.of(2)));
        }
    }

    @Test
    void data_beforeShapeAndDatatype_isRead() {
        String json =
                "{\"inputs\":[{\"data\":[[1,2],[3,4]],\"shape\":[4],\"name\":\"x\","
                        + "\"unknown\":{\"a\":[1]},\"datatype\":\"FP32\"}],\"id\":\"a\"}";
        try (InferRequest request = read(Signatures.of(ElementType.FLOAT32), json)) {
            assertThat(x(request).toFloats()).containsExactly(1, 2, 3, 4);
            assertThat(request.id()).contains("a");
        }
    }

    @Test
    void data_nestedOrFlat_isTheSame() {
        try (InferRequest nested = read(ElementType.INT64, "[4]", "[[1,[2]],[[[3]],4]]");
                InferRequest flat = read(ElementType.INT64, "[4]", "[1,2,3,4]")) {
            assertThat(x(nested).toLongs()).isEqualTo(x(flat).toLongs());
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
        try (InferRequest request = read(type, "[2]", "[" + low + "," + high + "]")) {
            assertThat(x(request).number(0)).isEqualTo(Double.parseDouble(low));
            assertThat(x(request).number(1))
                    .isCloseTo(Double.parseDouble(high), Percentage.withPercentage(1));
        }
        assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> read(type, "[1]", "[" + beyond + "]"),
                beyond,
                "'x'");
    }

    @Test
    void integers_beyond2To53_areExact() {
        try (InferRequest request =
                read(
                        ElementType.INT64,
                        "[3]",
                        "[9007199254740993, 9223372036854775807, -9223372036854775808]")) {
            assertThat(x(request).toLongs())
                    .containsExactly(9007199254740993L, Long.MAX_VALUE, Long.MIN_VALUE);
        }
        try (InferRequest request = read(ElementType.UINT64, "[1]", "[18446744073709551615]")) {
            assertThat(x(request).data().getLong(0)).isEqualTo(-1L);
        }
        assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> read(ElementType.INT64, "[1]", "[9223372036854775808]"));
        assertRefused(
                ProblemCode.VALUE_INVALID,
                () -> read(ElementType.UINT64, "[1]", "[18446744073709551616]"));
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.UINT64, "[1]", "[-1]"));
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.INT32, "[1]", "[1.5]"));
    }

    @Test
    void booleans_asLiteralsOrNumbers_areTaken() {
        try (InferRequest request = read(ElementType.BOOL, "[4]", "[true,false,1,0]")) {
            assertThat(x(request).data().getInt(0)).isEqualTo(0x00010001);
        }
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.BOOL, "[1]", "[2]"), "2");
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.BOOL, "[1]", "[\"true\"]"));
    }

    @Test
    void halfFloats_fromNumbers_areRoundedToNearest() {
        try (InferRequest request = read(ElementType.FLOAT16, "[2]", "[0.1, 1]")) {
            assertThat(x(request).number(0)).isEqualTo(0.0999755859375);
        }
        try (InferRequest request = read(ElementType.BFLOAT16, "[1]", "[0.1]")) {
            assertThat(x(request).number(0)).isEqualTo(0.10009765625);
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
            try (InferRequest request = read(type, "[3]", "[NaN,Infinity,-Infinity]")) {
                assertThat(x(request).number(0)).isNaN();
                assertThat(x(request).number(1)).isEqualTo(Double.POSITIVE_INFINITY);
                assertThat(x(request).number(2)).isEqualTo(Double.NEGATIVE_INFINITY);
            }
        }
        assertRefused(ProblemCode.REQUEST_MALFORMED, () -> read(ElementType.INT32, "[1]", "[NaN]"));
        assertRefused(
                ProblemCode.VALUE_INVALID, () -> read(ElementType.FLOAT32, "[1]", "[\"NaN\"]"));
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.FLOAT32, "[1]", "[null]"));
    }

    @Test
    void strings_ofAllPlanes_becomeUtf8() {
        try (InferRequest request =
                read(
                        ElementType.STRING,
                        "[4]",
                        "[\"\", \"a\\u0000b\", \"é€😀\", \"\\ud83d\\ude00\"]")) {
            assertThat(
                            List.of(
                                    x(request).text(0),
                                    x(request).text(1),
                                    x(request).text(2),
                                    x(request).text(3)))
                    .containsExactly("", "a\u0000b", "é€😀", "😀");
        }
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> read(ElementType.STRING, "[1]", "[\"\\ud83d\"]"));
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.STRING, "[1]", "[5]"));
    }

    @Test
    void bytes_asBase64_areDecoded() {
        try (InferRequest request =
                read(ElementType.BYTES, "[2]", "[\"/wA=\", {\"b64\":\"AQID\"}]")) {
            assertThat(x(request).element(0)).containsExactly(-1, 0);
            assertThat(x(request).element(1)).containsExactly(1, 2, 3);
        }
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.BYTES, "[1]", "[\"*\"]"));
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> read(ElementType.BYTES, "[1]", "[{\"b64\":\"AQID\",\"x\":1}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[-1] | no size below 0",
                "[9223372036854775807] | elements",
                "[99999999999999999999] | 99999999999999999999",
                "[2,2] | [?]",
                "[] | [?]",
                "[1.5] | 1.5",
                "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1] | 32"
            })
    void shape_thatCannotBe_isRefused(String shape, String words) {
        assertRefused(
                ProblemCode.SHAPE_MISMATCH, () -> read(ElementType.FLOAT32, shape, "[1]"), words);
    }

    @Test
    void shape_largerThanTheData_isRefusedBeforeMemoryIsTaken() {
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(ElementType.FLOAT64, "[268435455]", "[1]"),
                "268435455");
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(ElementType.STRING, "[2147483639]", "[\"a\"]"),
                "2147483639");
        assertThat(pool.bytesIdle()).isZero();
    }

    @Test
    void elements_moreOrFewerThanTheShape_areRefused() {
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(ElementType.FLOAT32, "[3]", "[1,2]"),
                "2",
                "3");
        assertRefused(
                ProblemCode.SIZE_MISMATCH, () -> read(ElementType.FLOAT32, "[1]", "[1,2]"), "1");
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () ->
                        read(
                                Signatures.mlp(),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,16],"
                                        + "\"datatype\":\"FP32\",\"data\":[1,2,3]}]}"),
                "[1, 16]");
    }

    @Test
    void batch_empty_isTaken() {
        try (InferRequest request =
                read(
                        Signatures.mlp(),
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[0,16],\"datatype\":\"FP32\","
                                + "\"data\":[]}]}")) {
            assertThat(x(request).shape()).isEqualTo(Shape.of(0, 16));
        }
    }

    @Test
    void inputs_unknownMissingOrTwice_areRefused() {
        String input = "{\"name\":\"%s\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}";
        Signature signature =
                Signatures.plain(
                        List.of(
                                Signatures.field("first", ElementType.FLOAT32, 1),
                                Signatures.field("second", ElementType.FLOAT32, 1)),
                        List.of(Signatures.field("y", ElementType.FLOAT32, 1)));
        assertRefused(
                ProblemCode.INPUT_UNKNOWN,
                () -> read(signature, "{\"inputs\":[" + input.formatted("frist") + "]}"),
                "frist",
                "did you mean 'first'?");
        assertRefused(
                ProblemCode.INPUT_MISSING,
                () -> read(signature, "{\"inputs\":[" + input.formatted("first") + "]}"),
                "second");
        assertRefused(
                ProblemCode.INPUT_UNKNOWN,
                () ->
                        read(
                                signature,
                                "{\"inputs\":["
                                        + input.formatted("first")
                                        + ","
                                        + input.formatted("first")
                                        + "]}"),
                "twice");
        assertRefused(ProblemCode.REQUEST_MALFORMED, () -> read(signature, "{}"), "inputs");
        assertRefused(
                ProblemCode.INPUT_MISSING,
                () -> read(signature, "{\"inputs\":[]}"),
                "first, second");
    }

    @Test
    void members_missingOrTwice_areRefused() {
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"data\":[1]}]}"),
                "datatype");
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"}]}"),
                "neither");
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"shape\":[1],"
                                        + "\"datatype\":\"FP32\",\"data\":[1]}]}"),
                "twice");
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> read(Signatures.of(ElementType.FLOAT32), "{\"inputs\":[],\"inputs\":[]}"),
                "twice");
    }

    @Test
    void datatype_otherThanTheSignatures_isRefused() {
        assertRefused(
                ProblemCode.TYPE_MISMATCH,
                () ->
                        read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],"
                                        + "\"datatype\":\"INT64\",\"data\":[1]}]}"),
                "INT64",
                "FP32");
    }

    @Test
    void outputs_unknownOrTwice_areRefused() {
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"data\":[1]}],"
                        + "\"outputs\":[%s]}";
        Signature signature = Signatures.of(ElementType.FLOAT32);
        assertRefused(
                ProblemCode.OUTPUT_UNKNOWN,
                () -> read(signature, json.formatted("{\"name\":\"z\"}")),
                "'z'");
        assertRefused(
                ProblemCode.OUTPUT_UNKNOWN,
                () -> read(signature, json.formatted("{\"name\":\"y\"},{\"name\":\"y\"}")),
                "twice");
        assertRefused(
                ProblemCode.PARAMETER_INVALID,
                () ->
                        read(
                                signature,
                                json.formatted(
                                        "{\"name\":\"y\",\"parameters\":{\"classification\":0}}")));
        try (InferRequest request = read(signature, json.formatted(""))) {
            assertThat(request.outputsOf(signature)).containsExactly(RequestedOutput.of("y"));
        }
    }

    @Test
    void sharedMemory_isNotOffered() {
        ProblemException refusal =
                refusal(
                        () ->
                                read(
                                        Signatures.of(ElementType.FLOAT32),
                                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],"
                                                + "\"datatype\":\"FP32\",\"parameters\":"
                                                + "{\"shared_memory_region\":\"r\"}}]}"));
        assertThat(refusal.problem().code()).isEqualTo(ProblemCode.UNIMPLEMENTED);
    }

    @Test
    void sizes_ofDimensionsWithOneName_mustAgree() {
        Signature signature =
                Signatures.batched(
                        List.of(
                                Signatures.field("a", ElementType.INT64, "N", "length"),
                                Signatures.field("b", ElementType.INT64, "N", "length")),
                        List.of(Signatures.field("y", ElementType.FLOAT32, "N")));
        String json =
                "{\"inputs\":[{\"name\":\"a\",\"shape\":[1,2],\"datatype\":\"INT64\",\"data\":[1,2]},"
                        + "{\"name\":\"b\",\"shape\":[1,3],\"datatype\":\"INT64\",\"data\":[1,2,3]}]}";
        assertRefused(ProblemCode.SHAPE_MISMATCH, () -> read(signature, json), "'b'", "length = 2");
    }

    @Test
    void inputs_leftOutWithFallback_areFilledForEveryRow() {
        Field optional =
                new Field(
                        "bias",
                        ElementType.FLOAT32,
                        Signatures.shape("N", 2),
                        "",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(List.of(0.5, 1L)));
        Signature signature =
                Signatures.batched(
                        List.of(Signatures.field("x", ElementType.FLOAT32, "N"), optional),
                        List.of(Signatures.field("y", ElementType.FLOAT32, "N")));
        try (InferRequest request =
                read(
                        signature,
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[3],\"datatype\":\"FP32\","
                                + "\"data\":[1,2,3]}]}")) {
            assertThat(request.inputs().require("bias").toFloats())
                    .containsExactly(0.5f, 1, 0.5f, 1, 0.5f, 1);
        }
    }

    @Test
    void json_deeplyNested_isRefused() {
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> read(ElementType.FLOAT32, "[1]", "[".repeat(100_000)),
                "64 levels");
    }
}
