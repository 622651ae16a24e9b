package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.json.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BinaryExtensionTest {
    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private static String input(ElementType type, String shape, long size) {
        return "{\"inputs\":[{\"name\":\"x\",\"shape\":%s,\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%d}}]}"
                .formatted(shape, type.datatype(), size);
    }

    private InferRequest read(Signature signature, String json, int jsonLength, int... tail) {
        var sink = new ByteSink(64);
        sink.put(json.getBytes(StandardCharsets.UTF_8));
        for (int b : tail) {
            sink.put((byte) b);
        }
        byte[] body = sink.toBytes();
        return new InferRequestReader(signature, pool)
                .read(body, 0, body.length, OptionalInt.of(jsonLength));
    }

    private InferRequest read(ElementType type, String shape, int... tail) {
        String json = input(type, shape, tail.length);
        return read(Signatures.of(type), json, json.length(), tail);
    }

    private void assertRefused(ProblemCode code, Runnable request) {
        ProblemException refusal = catchThrowableOfType(ProblemException.class, request::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().code()).isEqualTo(code);
        assertThat(refusal.problem().remedy()).isNotEmpty();
    }

    @Test
    void everyNumericType_asBytes_isTakenAsItIs() {
        for (ElementType type : ElementType.values()) {
            if (!type.isVariable()) {
                var ones = new int[2 * type.byteSize()];
                Arrays.fill(ones, 1);
                try (InferRequest request = read(type, "[2]", ones)) {
                    Tensor tensor = request.inputs().require("x");
                    assertThat(tensor.byteCount()).isEqualTo(ones.length);
                    assertThat(tensor.data().get(ones.length - 1)).isEqualTo((byte) 1);
                }
            }
        }
    }

    @Test
    void strings_withLengths_areTaken() {
        try (InferRequest request =
                read(ElementType.STRING, "[2]", 2, 0, 0, 0, 0xc3, 0xa9, 0, 0, 0, 0)) {
            assertThat(request.inputs().require("x").text(0)).isEqualTo("é");
            assertThat(request.inputs().require("x").text(1)).isEmpty();
        }
        try (InferRequest request = read(ElementType.BYTES, "[1]", 1, 0, 0, 0, 0xff)) {
            assertThat(request.inputs().require("x").element(0)).containsExactly(0xff);
        }
    }

    @Test
    void strings_thatAreNotUtf8OrLie_areRefused() {
        assertRefused(
                ProblemCode.VALUE_INVALID, () -> read(ElementType.STRING, "[1]", 1, 0, 0, 0, 0xff));
        assertRefused(
                ProblemCode.SIZE_MISMATCH, () -> read(ElementType.BYTES, "[1]", 2, 0, 0, 0, 1));
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(ElementType.BYTES, "[1]", 0xff, 0xff, 0xff, 0xff));
        assertRefused(ProblemCode.SIZE_MISMATCH, () -> read(ElementType.BYTES, "[2]", 0, 0, 0, 0));
        assertRefused(
                ProblemCode.SIZE_MISMATCH, () -> read(ElementType.BYTES, "[1]", 0, 0, 0, 0, 1));
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(ElementType.BYTES, "[2147483639]", 0, 0, 0, 0));
    }

    @Test
    void bytes_moreOrFewerThanTheShape_areRefused() {
        assertRefused(ProblemCode.SIZE_MISMATCH, () -> read(ElementType.FLOAT32, "[1]", 0, 0, 0));
        assertRefused(
                ProblemCode.SIZE_MISMATCH, () -> read(ElementType.FLOAT32, "[1]", 0, 0, 0, 0, 0));
        assertRefused(ProblemCode.VALUE_INVALID, () -> read(ElementType.BOOL, "[1]", 2));
    }

    @Test
    void headerLength_thatLies_isRefused() {
        String json = input(ElementType.FLOAT32, "[1]", 4);
        Signature signature = Signatures.of(ElementType.FLOAT32);
        for (int length : new int[] {-1, 1, json.length() - 1, json.length() + 1, 100_000}) {
            assertRefused(
                    length < 0 || length > json.length() + 4
                            ? ProblemCode.REQUEST_MALFORMED
                            : length == json.length() + 1
                                    ? ProblemCode.SIZE_MISMATCH
                                    : ProblemCode.REQUEST_MALFORMED,
                    () -> read(signature, json, length, 32, 0, 0, 0));
        }
    }

    @Test
    void bytes_leftOverOrTooFew_areRefused() {
        Signature signature = Signatures.of(ElementType.FLOAT32);
        String json = input(ElementType.FLOAT32, "[1]", 4);
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(signature, json, json.length(), 0, 0, 0, 0, 9));
        String huge = input(ElementType.FLOAT32, "[1]", Long.MAX_VALUE);
        assertRefused(
                ProblemCode.SIZE_MISMATCH, () -> read(signature, huge, huge.length(), 0, 0, 0, 0));
        String negative = input(ElementType.FLOAT32, "[1]", -4);
        assertRefused(
                ProblemCode.PARAMETER_INVALID,
                () -> read(signature, negative, negative.length(), 0, 0, 0, 0));
    }

    @Test
    void binarySize_withoutHeader_isRefused() {
        byte[] body = input(ElementType.FLOAT32, "[1]", 4).getBytes(StandardCharsets.UTF_8);
        assertRefused(
                ProblemCode.REQUEST_MALFORMED,
                () -> new InferRequestReader(Signatures.of(ElementType.FLOAT32), pool).read(body));
    }

    @Test
    void tensors_several_areTakenInTheirOrder() {
        Signature signature =
                Signatures.plain(
                        List.of(
                                Signatures.field("a", ElementType.UINT8, "?"),
                                Signatures.field("b", ElementType.UINT8, "?"),
                                Signatures.field("c", ElementType.UINT8, "?")),
                        List.of(Signatures.field("y", ElementType.UINT8, "?")));
        String json =
                "{\"inputs\":[{\"parameters\":{\"binary_data_size\":1},\"name\":\"b\",\"shape\":[1],\"datatype\":\"UINT8\"},"
                        + "{\"name\":\"c\",\"shape\":[1],\"datatype\":\"UINT8\",\"data\":[9]},"
                        + "{\"name\":\"a\",\"shape\":[2],\"datatype\":\"UINT8\",\"parameters\":{\"binary_data_size\":2}}],"
                        + "\"parameters\":{\"binary_data_output\":true}}";
        try (InferRequest request = read(signature, json, json.length(), 1, 2, 3)) {
            assertThat(request.inputs().require("b").number(0)).isEqualTo(1);
            assertThat(request.inputs().require("a").number(1)).isEqualTo(3);
            assertThat(request.binaryOutputByDefault()).isTrue();
        }
    }

    @Test
    void rawRequest_ofASingleInput_takesTheWholeBody() {
        try (InferRequest request =
                read(Signatures.of(ElementType.UINT32), "", 0, 1, 0, 0, 0, 2, 0, 0, 0)) {
            assertThat(request.inputs().require("x").shape()).isEqualTo(Shape.of(2));
            assertThat(request.binaryOutputByDefault()).isTrue();
        }
        try (InferRequest request = read(Signatures.mlp(), "", 0, new int[64])) {
            assertThat(request.inputs().require("x").shape()).isEqualTo(Shape.of(1, 16));
        }
        assertRefused(ProblemCode.SIZE_MISMATCH, () -> read(Signatures.mlp(), "", 0, new int[63]));
        assertRefused(
                ProblemCode.SIZE_MISMATCH,
                () -> read(Signatures.of(ElementType.UINT32), "", 0, 1, 2, 3));
        assertRefused(
                ProblemCode.REQUEST_MALFORMED, () -> read(Signatures.person(), "", 0, 1, 2, 3));
    }
}
