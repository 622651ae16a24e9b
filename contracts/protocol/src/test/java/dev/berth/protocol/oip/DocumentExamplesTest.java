package dev.berth.protocol.oip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.Signatures;
import dev.berth.protocol.json.ByteSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The example requests of the protocol's own documents, as printed there.
///
/// Where a printed example is JSON and agrees with the documents' own rules it is answered. Some
/// are not: commas are missing or too many, line breaks stand in strings, or one value is sent for
/// a shape of three. Those are refused with their violation, and answered with it mended.
class DocumentExamplesTest {
    private static final Signature ONE_INPUT =
            Signatures.plain(
                    List.of(Signatures.field("input0", ElementType.UINT32, 2, 2)),
                    List.of(Signatures.field("output0", ElementType.FLOAT32, 3, 2)));
    private static final Signature TWO_INPUTS =
            Signatures.plain(
                    List.of(
                            Signatures.field("input0", ElementType.UINT32, 2, 2),
                            Signatures.field("input1", ElementType.BOOL, 3)),
                    List.of(Signatures.field("output0", ElementType.FLOAT32, 3, 2)));

    private final TensorPool pool = new TensorPool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.blocksInUse()).isZero();
    }

    private static String example(String name) {
        try (InputStream file =
                DocumentExamplesTest.class.getResourceAsStream(name + "-request.json.txt")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private InferRequest read(Signature signature, String json) {
        return new InferRequestReader(signature, pool).read(json.getBytes(StandardCharsets.UTF_8));
    }

    private ProblemCode refusal(Signature signature, String json) {
        return catchThrowableOfType(ProblemException.class, () -> read(signature, json))
                .problem()
                .code();
    }

    @Test
    void inferenceRest_asPrinted_contradictsItsShapeAndIsAnsweredMended() {
        String printed = example("inference_rest-01");
        assertThat(refusal(TWO_INPUTS, printed)).isEqualTo(ProblemCode.SIZE_MISMATCH);
        try (InferRequest request =
                read(TWO_INPUTS, printed.replace("[ true ]", "[ true, false, true ]"))) {
            assertThat(request.id()).contains("42");
            assertThat(request.inputs().require("input0").number(3)).isEqualTo(4);
            assertThat(request.outputs()).containsExactly(RequestedOutput.of("output0"));
        }
    }

    @Test
    void binaryData_asPrinted_isAnswered() {
        String json = example("binary_data-01");
        var body = new ByteSink(256);
        body.put(json.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 4; i++) {
            body.putInt(i);
        }
        body.put(new byte[] {1, 0, 1});
        byte[] bytes = body.toBytes();
        try (InferRequest request =
                new InferRequestReader(TWO_INPUTS, pool)
                        .read(bytes, 0, bytes.length, OptionalInt.of(bytes.length - 19))) {
            assertThat(request.inputs().require("input0").number(3)).isEqualTo(3);
            assertThat(request.inputs().require("input1").number(2)).isEqualTo(1);
            assertThat(request.outputs().getFirst().binary()).contains(true);
        }
    }

    @Test
    void binaryData_rawAsPrinted_isAnswered() {
        try (InferRequest request =
                new InferRequestReader(ONE_INPUT, pool)
                        .read(new byte[16], 0, 16, OptionalInt.of(0))) {
            assertThat(request.inputs().require("input0").byteCount()).isEqualTo(16);
        }
    }

    @Test
    void classification_asPrinted_isAnswered() {
        try (InferRequest request = read(ONE_INPUT, example("classification-01"))) {
            assertThat(request.outputs().getFirst().classes()).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"parameters-01", "sequence-01", "sequence-02"})
    void parameters_asPrinted_areNoJsonAndAnsweredMended(String name) {
        String printed = example(name);
        assertThat(refusal(ONE_INPUT, printed)).isEqualTo(ProblemCode.REQUEST_MALFORMED);
        String mended =
                printed.replaceFirst("\\}\\s*\"inputs\"", "}, \"inputs\"")
                        .replaceAll(",(\\s*\\})", "$1");
        try (InferRequest request = read(ONE_INPUT, mended)) {
            assertThat(request.parameters()).hasSize(1);
        }
    }

    @Test
    void modelRepository_asPrinted_isNoJsonAndAnsweredMended() {
        String printed = example("model_repository-01");
        assertThat(
                        catchThrowableOfType(
                                        ProblemException.class,
                                        () ->
                                                RepositoryRequests.readChange(
                                                        printed.getBytes(StandardCharsets.UTF_8)))
                                .problem()
                                .code())
                .isEqualTo(ProblemCode.REQUEST_MALFORMED);
        int from = printed.indexOf("\"{") + 1;
        int to = printed.indexOf("}\",") + 1;
        String config = printed.substring(from, to).replace("\"", "\\\"").replace("\n", "\\n");
        String mended = printed.substring(0, from) + config + printed.substring(to);
        Map<String, Object> parameters =
                RepositoryRequests.readChange(mended.getBytes(StandardCharsets.UTF_8));
        assertThat(parameters).containsKeys("config", "file:1/model.onnx");
    }
}
