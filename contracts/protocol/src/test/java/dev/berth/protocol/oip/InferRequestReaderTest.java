package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.protocol.Signatures;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The members of a request; their data is for [DataReaderTest].
class InferRequestReaderTest {
    private final InferReading reading = new InferReading();

    @AfterEach
    void nothingLeaks() {
        assertThat(reading.pool().blocksInUse()).isZero();
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
        try (InferRequest request = reading.read(Signatures.mlp(), json)) {
            assertThat(request.id()).contains("42");
            assertThat(request.parameters())
                    .containsEntry("a", 1L)
                    .containsEntry("b", "two")
                    .containsEntry("c", true)
                    .containsEntry("d", 0.5);
            assertThat(InferReading.x(request).toFloats()).endsWith(13f, 14f, -1.55f);
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
        try (InferRequest request = reading.read(Signatures.of(ElementType.FLOAT32), json)) {
            assertThat(InferReading.x(request).toFloats()).containsExactly(1, 2, 3, 4);
            assertThat(request.id()).contains("a");
        }
    }

    @Test
    void null_forOptionalMembers_isAsIfAbsent() {
        String json =
                """
                {"id":null,"parameters":null,"outputs":null,
                 "inputs":[{"name":"x","shape":[2],"datatype":"FP32","parameters":null,"data":[1,2]}]}
                """;
        Signature signature = Signatures.of(ElementType.FLOAT32);
        try (InferRequest request = reading.read(signature, json)) {
            assertThat(request.id()).isEmpty();
            assertThat(request.parameters()).isEmpty();
            assertThat(request.outputsOf(signature)).containsExactly(RequestedOutput.of("y"));
            assertThat(InferReading.x(request).toFloats()).containsExactly(1, 2);
        }
        String within =
                """
                {"parameters":{"timeout":null,"a":1},
                 "inputs":[{"parameters":{"binary_data_size":null,"content_type":null},
                            "name":"x","shape":[1],"datatype":"FP32","data":[1]}],
                 "outputs":[{"name":"y","parameters":{"classification":null,"binary_data":null}}]}
                """;
        try (InferRequest request = reading.read(signature, within)) {
            assertThat(request.parameters()).containsOnlyKeys("a");
            assertThat(request.outputs()).containsExactly(RequestedOutput.of("y"));
        }
    }

    @Test
    void null_forMembersThatMustBeThere_isRefused() {
        String json = "{\"inputs\":[{\"name\":%s,\"shape\":%s,\"datatype\":%s,\"data\":%s}]}";
        Signature signature = Signatures.of(ElementType.FLOAT32);
        for (String member : List.of("null", "\"x\"")) {
            reading.assertRefused(
                    ProblemCode.REQUEST_MALFORMED,
                    () -> reading.read(signature, json.formatted(member, "null", "null", "null")));
        }
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> reading.read(signature, json.formatted("\"x\"", "[1]", "\"FP32\"", "null")),
                "neither 'data'");
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED, () -> reading.read(signature, "{\"inputs\":null}"));
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
        reading.assertRefused(
                ProblemCode.SHAPE_MISMATCH,
                () -> reading.read(ElementType.FLOAT32, shape, "[1]"),
                words);
    }

    @Test
    void textShape_withALastOneOrWithout_isTheFields() {
        Signature plain =
                Signatures.batched(
                        List.of(Signatures.field("x", ElementType.STRING, "N")),
                        List.of(Signatures.field("y", ElementType.FLOAT32, "N")));
        Signature wide =
                Signatures.batched(
                        List.of(Signatures.field("x", ElementType.BYTES, "N", 1)),
                        List.of(Signatures.field("y", ElementType.FLOAT32, "N")));
        String json =
                "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"BYTES\",\"data\":[\"YQ==\",\"YQ==\"]}]}";
        for (String shape : List.of("[2,1]", "[2]")) {
            try (InferRequest request = reading.read(plain, json.formatted(shape))) {
                assertThat(InferReading.x(request).shape()).isEqualTo(Shape.of(2));
            }
            try (InferRequest request = reading.read(wide, json.formatted(shape))) {
                assertThat(InferReading.x(request).shape()).isEqualTo(Shape.of(2, 1));
            }
        }
        for (String shape : List.of("[1,2]", "[2,1,1]", "[2,2]")) {
            reading.assertRefused(
                    ProblemCode.SHAPE_MISMATCH,
                    () -> reading.read(plain, json.formatted(shape)),
                    "'x'");
        }
        // Of numbers a shape is taken at its word.
        reading.assertRefused(
                ProblemCode.SHAPE_MISMATCH,
                () -> reading.read(ElementType.FLOAT32, "[1,1]", "[1]"));
    }

    @Test
    void batch_empty_isTaken() {
        try (InferRequest request =
                reading.read(
                        Signatures.mlp(),
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[0,16],\"datatype\":\"FP32\","
                                + "\"data\":[]}]}")) {
            assertThat(InferReading.x(request).shape()).isEqualTo(Shape.of(0, 16));
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
        reading.assertRefused(
                ProblemCode.INPUT_UNKNOWN,
                () -> reading.read(signature, "{\"inputs\":[" + input.formatted("frist") + "]}"),
                "frist",
                "did you mean 'first'?");
        reading.assertRefused(
                ProblemCode.INPUT_MISSING,
                () -> reading.read(signature, "{\"inputs\":[" + input.formatted("first") + "]}"),
                "second");
        reading.assertRefused(
                ProblemCode.INPUT_UNKNOWN,
                () ->
                        reading.read(
                                signature,
                                "{\"inputs\":["
                                        + input.formatted("first")
                                        + ","
                                        + input.formatted("first")
                                        + "]}"),
                "twice");
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED, () -> reading.read(signature, "{}"), "inputs");
        reading.assertRefused(
                ProblemCode.INPUT_MISSING,
                () -> reading.read(signature, "{\"inputs\":[]}"),
                "first, second");
    }

    @Test
    void members_missingOrTwice_areRefused() {
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        reading.read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"data\":[1]}]}"),
                "datatype");
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        reading.read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\"}]}"),
                "neither");
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        reading.read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1],\"shape\":[1],"
                                        + "\"datatype\":\"FP32\",\"data\":[1]}]}"),
                "twice");
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () ->
                        reading.read(
                                Signatures.of(ElementType.FLOAT32),
                                "{\"inputs\":[],\"inputs\":[]}"),
                "twice");
    }

    @Test
    void datatype_otherThanTheSignatures_isRefused() {
        reading.assertRefused(
                ProblemCode.TYPE_MISMATCH,
                () ->
                        reading.read(
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
        reading.assertRefused(
                ProblemCode.OUTPUT_UNKNOWN,
                () -> reading.read(signature, json.formatted("{\"name\":\"z\"}")),
                "'z'");
        reading.assertRefused(
                ProblemCode.OUTPUT_UNKNOWN,
                () -> reading.read(signature, json.formatted("{\"name\":\"y\"},{\"name\":\"y\"}")),
                "twice");
        reading.assertRefused(
                ProblemCode.PARAMETER_INVALID,
                () ->
                        reading.read(
                                signature,
                                json.formatted(
                                        "{\"name\":\"y\",\"parameters\":{\"classification\":0}}")));
        String many =
                IntStream.range(0, 1001)
                        .mapToObj(number -> "\"p" + number + "\":1")
                        .collect(Collectors.joining(",", "{", "}"));
        reading.assertRefused(
                ProblemCode.PARAMETER_INVALID,
                () ->
                        reading.read(
                                signature,
                                json.formatted("{\"name\":\"y\",\"parameters\":" + many + "}")),
                "1000");
        try (InferRequest request = reading.read(signature, json.formatted(""))) {
            assertThat(request.outputsOf(signature)).containsExactly(RequestedOutput.of("y"));
        }
    }

    @Test
    void sharedMemory_isNotOffered() {
        ProblemException refusal =
                reading.refusal(
                        () ->
                                reading.read(
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
        reading.assertRefused(
                ProblemCode.SHAPE_MISMATCH,
                () -> reading.read(signature, json),
                "'b'",
                "length = 2");
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
                reading.read(
                        signature,
                        "{\"inputs\":[{\"name\":\"x\",\"shape\":[3],\"datatype\":\"FP32\","
                                + "\"data\":[1,2,3]}]}")) {
            assertThat(request.inputs().require("bias").toFloats())
                    .containsExactly(0.5f, 1, 0.5f, 1, 0.5f, 1);
        }
    }

    @Test
    void json_deeplyNested_isRefused() {
        reading.assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> reading.read(ElementType.FLOAT32, "[1]", "[".repeat(100_000)),
                "64 levels");
    }
}
