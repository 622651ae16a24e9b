package dev.berth.testkit.onnx;

import static dev.berth.testkit.onnx.OnnxElementType.BFLOAT16;
import static dev.berth.testkit.onnx.OnnxElementType.FLOAT;
import static dev.berth.testkit.onnx.OnnxElementType.FLOAT16;
import static dev.berth.testkit.onnx.OnnxElementType.INT64;
import static dev.berth.testkit.onnx.OnnxElementType.STRING;
import static dev.berth.testkit.onnx.OnnxType.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of written models in ONNX Runtime.
class OnnxModelFileTest {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

    @ParameterizedTest
    @EnumSource(OnnxElementType.class)
    void identity_everyElementType_declaresIt(OnnxElementType type) throws OrtException {
        try (var session = environment.createSession(OnnxModels.identity(type, "n", 2, "?"))) {
            var input = Objects.requireNonNull(session.getInputInfo().get("x"));
            assertThat(((TensorInfo) input.getInfo()).onnxType.name())
                    .isEqualTo("ONNX_TENSOR_ELEMENT_DATA_TYPE_" + type.name());
        }
    }

    @Test
    void identity_numberNameAndQuestionMark_declaresFixedAndDynamicDimensions()
            throws OrtException {
        try (var session = environment.createSession(OnnxModels.identity(FLOAT, "n", 2, "?"))) {
            var input = Objects.requireNonNull(session.getInputInfo().get("x"));
            assertThat(((TensorInfo) input.getInfo()).getDimensionNames())
                    .containsExactly("n", "", "");
        }
    }

    /// The unsigned types are absent because the Java binding cannot create tensors of them; the
    /// constants below cover them.
    @ParameterizedTest
    @EnumSource(
            value = OnnxElementType.class,
            names = {"UINT16", "UINT32", "UINT64", "STRING"},
            mode = EnumSource.Mode.EXCLUDE)
    void identity_twoElements_returnsTheirBytes(OnnxElementType type) throws OrtException {
        byte[] sent = new byte[2 * type.widthBytes()];
        sent[0] = 1;
        var direct = ByteBuffer.allocateDirect(sent.length).order(ByteOrder.nativeOrder());
        direct.put(0, sent);
        try (var session = environment.createSession(OnnxModels.identity(type, "n"));
                var x =
                        ai.onnxruntime.OnnxTensor.createTensor(
                                environment, direct, new long[] {2}, javaType(type));
                var result = session.run(Map.of("x", x));
                var y = (ai.onnxruntime.OnnxTensor) result.get(0)) {
            byte[] received = new byte[sent.length];
            y.getByteBuffer().get(received);
            assertThat(received).isEqualTo(sent);
        }
    }

    @Test
    void identity_strings_returnsThem() throws OrtException {
        String[] texts = {"", "añ𝄞"};
        try (var session = environment.createSession(OnnxModels.identity(STRING, "n"));
                var x = ai.onnxruntime.OnnxTensor.createTensor(environment, texts);
                var result = session.run(Map.of("x", x))) {
            assertThat(result.get(0).getValue()).isEqualTo(texts);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = OnnxElementType.class,
            names = {"FLOAT", "DOUBLE", "FLOAT16", "BFLOAT16", "STRING"},
            mode = EnumSource.Mode.EXCLUDE)
    void initializer_oneOfEveryIntegerType_readsAsOne(OnnxElementType type) throws OrtException {
        byte[] one = new byte[type.widthBytes()];
        one[0] = 1;
        assertThat(castConstant(OnnxTensor.raw(type, List.of(1L), one), INT64))
                .isEqualTo(new long[] {1});
    }

    @Test
    void initializer_float16_readsAsItsNumber() throws OrtException {
        byte[] bytes = bytes16(Float.floatToFloat16(1.5f));
        assertThat(castConstant(OnnxTensor.raw(FLOAT16, List.of(1L), bytes), FLOAT))
                .isEqualTo(new float[] {1.5f});
    }

    @Test
    void initializer_bfloat16_readsAsItsNumber() throws OrtException {
        byte[] bytes = bytes16((short) (Float.floatToIntBits(1.5f) >>> 16));
        assertThat(castConstant(OnnxTensor.raw(BFLOAT16, List.of(1L), bytes), FLOAT))
                .isEqualTo(new float[] {1.5f});
    }

    @Test
    void initializer_strings_readAsTheyWere() throws OrtException {
        // Nothing beyond three bytes of UTF-8: the Java binding reads such characters wrongly.
        String[] texts = {"", "añ€"};
        var graph =
                OnnxGraph.named("texts")
                        .output("y", tensor(STRING, 2))
                        .initializer("k", OnnxTensor.strings(List.of(2L), texts))
                        .node(OnnxNode.of("Identity", List.of("k"), List.of("y")));
        assertThat(runWithoutInput(OnnxModelFile.of(graph))).isEqualTo(texts);
    }

    @Test
    void strings_otherCountThanTheShape_throws() {
        assertThatThrownBy(() -> OnnxTensor.strings(List.of(3L), "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor STRING[3] has 1 texts, expected 3");
    }

    @Test
    void raw_otherLengthThanTheShape_throws() {
        assertThatThrownBy(() -> OnnxTensor.raw(FLOAT, List.of(3L), new byte[4]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tensor FLOAT[3] has 4 bytes, expected 12");
    }

    @Test
    void metadata_oneEntry_isReadBack() throws OrtException {
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("described")
                                        .input("x", tensor(FLOAT))
                                        .output("y", tensor(FLOAT))
                                        .node(OnnxNode.of("Neg", List.of("x"), List.of("y"))))
                        .metadata("author", "Ada")
                        .toByteArray();
        try (var session = environment.createSession(model)) {
            assertThat(session.getMetadata().getCustomMetadata()).containsEntry("author", "Ada");
        }
    }

    private Object castConstant(OnnxTensor constant, OnnxElementType to) throws OrtException {
        var graph =
                OnnxGraph.named("constant")
                        .output("y", tensor(to, 1))
                        .initializer("k", constant)
                        .node(
                                OnnxNode.of("Cast", List.of("k"), List.of("y"))
                                        .integer("to", to.onnxNumber()));
        return runWithoutInput(OnnxModelFile.of(graph));
    }

    private Object runWithoutInput(OnnxModelFile model) throws OrtException {
        try (var session = environment.createSession(model.toByteArray());
                var result = session.run(Map.of())) {
            return result.get(0).getValue();
        }
    }

    private static OnnxJavaType javaType(OnnxElementType type) {
        return OnnxJavaType.valueOf(type.name());
    }

    private static byte[] bytes16(short bits) {
        return new byte[] {(byte) bits, (byte) (bits >>> 8)};
    }
}
