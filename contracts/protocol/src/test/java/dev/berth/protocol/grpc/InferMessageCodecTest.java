package dev.berth.protocol.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.InferParameter;
import dev.berth.proto.InferTensorContents;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.oip.InferRequest;
import dev.berth.protocol.oip.InferResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferMessageCodecTest {
    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private static ModelInferRequest.Builder request(ElementType type, long... shape) {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName("m");
        ModelInferRequest.InferInputTensor.Builder input =
                message.addInputsBuilder().setName("x").setDatatype(type.datatype());
        for (long size : shape) {
            input.addShape(size);
        }
        return message;
    }

    private void assertRefused(
            ProblemCode code, Signature signature, ModelInferRequest.Builder message) {
        ProblemException refusal =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> InferMessageCodec.read(message.build(), signature, pool));
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().code()).isEqualTo(code);
    }

    private static InferTensorContents.Builder contents(ModelInferRequest.Builder message) {
        return message.getInputsBuilder(0).getContentsBuilder();
    }

    @Test
    void contents_ofEveryType_areRead() {
        for (ElementType type : ElementType.values()) {
            ModelInferRequest.Builder message = request(type, 1);
            InferTensorContents.Builder contents = contents(message);
            switch (type) {
                case BOOL -> contents.addBoolContents(true);
                case INT8, INT16, INT32 -> contents.addIntContents(1);
                case INT64 -> contents.addInt64Contents(1);
                case UINT8, UINT16, UINT32 -> contents.addUintContents(1);
                case UINT64 -> contents.addUint64Contents(1);
                case FLOAT32 -> contents.addFp32Contents(1);
                case FLOAT64 -> contents.addFp64Contents(1);
                case STRING, BYTES -> contents.addBytesContents(ByteString.copyFromUtf8("1"));
                case FLOAT16, BFLOAT16 -> {
                    assertRefused(ProblemCode.REQUEST_MALFORMED, Signatures.of(type), message);
                    continue;
                }
            }
            try (InferRequest read =
                    InferMessageCodec.read(message.build(), Signatures.of(type), pool)) {
                Tensor tensor = read.inputs().require("x");
                if (type.isVariable()) {
                    assertThat(tensor.text(0)).isEqualTo("1");
                } else {
                    assertThat(tensor.number(0)).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void contents_beyondANarrowType_areRefused() {
        ModelInferRequest.Builder message = request(ElementType.INT8, 1);
        contents(message).addIntContents(128);
        assertRefused(ProblemCode.VALUE_INVALID, Signatures.of(ElementType.INT8), message);
        ModelInferRequest.Builder unsigned = request(ElementType.UINT16, 1);
        contents(unsigned).addUintContents(-1);
        assertRefused(ProblemCode.VALUE_INVALID, Signatures.of(ElementType.UINT16), unsigned);
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 255, 256",
        "UINT16, 65535, 65536",
        "UINT32, 2147483647, -1",
        "UINT8, 0, -1"
    })
    void contents_signedForAnUnsignedType_areTakenInItsRange(
            ElementType type, int most, int beyond) {
        ModelInferRequest.Builder message = request(type, 3);
        contents(message).addAllIntContents(List.of(0, 1, most));
        try (InferRequest read =
                InferMessageCodec.read(message.build(), Signatures.of(type), pool)) {
            assertThat(read.inputs().require("x").number(2)).isEqualTo(most);
        }
        contents(message).setIntContents(1, beyond);
        assertOutOfRange(type, message, beyond + " at index 1");
    }

    @ParameterizedTest
    @CsvSource({
        "INT8, 127, 128",
        "INT16, 32767, 32768",
        "INT32, 2147483647, 2147483648",
        "INT8, 0, 4294967295"
    })
    void contents_unsignedForASignedType_areTakenInItsRange(
            ElementType type, int most, long beyond) {
        ModelInferRequest.Builder message = request(type, 3);
        contents(message).addAllUintContents(List.of(0, 1, most));
        try (InferRequest read =
                InferMessageCodec.read(message.build(), Signatures.of(type), pool)) {
            assertThat(read.inputs().require("x").number(2)).isEqualTo(most);
        }
        contents(message).setUintContents(1, (int) beyond);
        assertOutOfRange(type, message, beyond + " at index 1");
    }

    private void assertOutOfRange(
            ElementType type, ModelInferRequest.Builder message, String value) {
        ProblemException refusal =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> InferMessageCodec.read(message.build(), Signatures.of(type), pool));
        assertThat(refusal.problem().code()).isEqualTo(ProblemCode.VALUE_INVALID);
        assertThat(refusal.problem().message()).contains("value " + value + " in input 'x'");
    }

    @Test
    void contents_ofTooFewIntegers_areRefusedByTheirMember() {
        ModelInferRequest.Builder message = request(ElementType.UINT32, 2);
        assertThat(refusalOfSize(message)).contains("0 elements in contents.uint_contents");
        contents(message).addIntContents(1);
        assertThat(refusalOfSize(message)).contains("1 element in contents.int_contents");
    }

    private String refusalOfSize(ModelInferRequest.Builder message) {
        Signature signature = Signatures.of(ElementType.UINT32);
        assertRefused(ProblemCode.SIZE_MISMATCH, signature, message);
        return catchThrowableOfType(
                        ProblemException.class,
                        () -> InferMessageCodec.read(message.build(), signature, pool))
                .problem()
                .message();
    }

    @Test
    void raw_ofEveryShape_isReadOrRefused() {
        Signature signature = Signatures.of(ElementType.FLOAT16);
        ModelInferRequest.Builder message =
                request(ElementType.FLOAT16, 1)
                        .addRawInputContents(ByteString.copyFrom(new byte[] {0, 0x3c}));
        try (InferRequest read = InferMessageCodec.read(message.build(), signature, pool)) {
            assertThat(read.inputs().require("x").number(0)).isEqualTo(1);
        }
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                signature,
                message.clone().addRawInputContents(ByteString.EMPTY));
        ModelInferRequest.Builder both = message.clone();
        contents(both).addIntContents(1);
        assertRefused(ProblemCode.REQUEST_MALFORMED, signature, both);
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                signature,
                request(ElementType.FLOAT16, 2)
                        .addRawInputContents(ByteString.copyFrom(new byte[] {0, 0x3c})));
        assertRefused(
                ProblemCode.SHAPE_MISMATCH,
                signature,
                request(ElementType.FLOAT16, -1)
                        .addRawInputContents(ByteString.copyFrom(new byte[] {0, 0x3c})));
        assertRefused(
                ProblemCode.SHAPE_MISMATCH,
                signature,
                request(ElementType.FLOAT16, Long.MAX_VALUE).addRawInputContents(ByteString.EMPTY));
    }

    @Test
    void parameters_ofAllKinds_areRead() {
        ModelInferRequest.Builder message = request(ElementType.FLOAT32, 0).setId("7");
        message.putParameters("a", InferParameter.newBuilder().setInt64Param(1).build());
        message.putParameters("b", InferParameter.newBuilder().setStringParam("s").build());
        message.putParameters("c", InferParameter.newBuilder().setUint64Param(-1).build());
        message.addOutputsBuilder()
                .setName("y")
                .putParameters(
                        "classification", InferParameter.newBuilder().setInt64Param(3).build());
        try (InferRequest read =
                InferMessageCodec.read(message.build(), Signatures.of(ElementType.FLOAT32), pool)) {
            assertThat(read.id()).contains("7");
            assertThat(read.parameters())
                    .containsEntry("a", 1L)
                    .containsEntry("b", "s")
                    .containsEntry("c", 0x1p64);
            assertThat(read.outputs().getFirst().classes()).hasValue(3);
        }
        message.getOutputsBuilder(0).setName("z");
        assertRefused(ProblemCode.OUTPUT_UNKNOWN, Signatures.of(ElementType.FLOAT32), message);
    }

    @Test
    void parameters_farMoreThanAnyClientSends_areRefused() {
        ModelInferRequest.Builder message = request(ElementType.FLOAT32, 0);
        for (int i = 0; i <= 1000; i++) {
            message.putParameters("p" + i, InferParameter.newBuilder().setInt64Param(1).build());
        }
        assertRefused(ProblemCode.PARAMETER_INVALID, Signatures.of(ElementType.FLOAT32), message);
    }

    @Test
    void answer_always_isRaw() {
        Signature signature = Signatures.of(ElementType.STRING);
        try (var outputs = new NamedTensors();
                InferRequest request =
                        InferMessageCodec.read(
                                request(ElementType.STRING, 0).setId("9").build(),
                                signature,
                                pool)) {
            outputs.put("y", Tensor.ofStrings(Shape.of(1), List.of("é")));
            ModelInferResponse answer =
                    InferMessageCodec.write(
                            InferResponse.to(
                                    request, ModelReference.of("m", "2"), signature, outputs));
            assertThat(answer.getId()).isEqualTo("9");
            assertThat(answer.getModelVersion()).isEqualTo("2");
            assertThat(answer.getOutputs(0).getDatatype()).isEqualTo("BYTES");
            assertThat(answer.getOutputs(0).getShapeList()).containsExactly(1L);
            assertThat(answer.getRawOutputContents(0).toByteArray())
                    .containsExactly(2, 0, 0, 0, 0xc3, 0xa9);
            assertThat(InferMessageCodec.onStream(answer).getErrorMessage()).isEmpty();
        }
    }

    @Test
    void refusal_onAStream_namesItsRequest() {
        var refusal =
                InferMessageCodec.onStream(
                        Problem.of(ProblemCode.QUEUE_FULL, "full", "send it later"), "9");
        assertThat(refusal.getErrorMessage()).isEqualTo("queue-full: full; send it later");
        assertThat(refusal.getInferResponse().getId()).isEqualTo("9");
    }
}
