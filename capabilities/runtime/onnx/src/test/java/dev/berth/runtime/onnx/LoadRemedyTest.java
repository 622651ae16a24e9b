package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Model files that the engine itself refuses, each for another reason.
final class LoadRemedyTest {
    @TempDir private Path folder;

    private Problem refusal(Path model) {
        return catchThrowableOfType(
                        ProblemException.class,
                        () ->
                                new OnnxRuntime()
                                        .load(model, RuntimeSettings.of("onnx"), new TensorPool()))
                .problem();
    }

    private Problem refusal(byte[] model) throws IOException {
        return refusal(Files.write(folder.resolve("model.onnx"), model));
    }

    private static OnnxModelFile model(String operator, OnnxElementType type, int opset) {
        return OnnxModelFile.of(
                OnnxGraph.named("one")
                        .input("x", OnnxType.tensor(type, 2))
                        .output("y", OnnxType.tensor(type, 2))
                        .node(OnnxNode.of(operator, List.of("x"), List.of("y"))),
                opset);
    }

    private static void assertKind(Problem problem, LoadRemedy kind) {
        assertThat(problem.remedy()).as(problem.message()).isEqualTo(kind.remedy());
    }

    @Test
    void fileOfSomethingElse_orCutOff_isNoModel() throws IOException {
        assertKind(refusal("no model".getBytes(StandardCharsets.UTF_8)), LoadRemedy.NOT_A_MODEL);
        assertKind(refusal(new byte[0]), LoadRemedy.NOT_A_MODEL);
        byte[] whole = OnnxModels.scale(2);
        assertKind(refusal(Arrays.copyOf(whole, whole.length / 2)), LoadRemedy.NOT_A_MODEL);
    }

    @Test
    void weightFile_absentOrTooShort_isMissing() throws IOException {
        Path model = OnnxModels.externalData(folder);
        Path weights = folder.resolve("weights.bin");
        byte[] whole = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(whole, 2));
        assertKind(refusal(model), LoadRemedy.WEIGHTS_MISSING);
        Files.delete(weights);
        assertKind(refusal(model), LoadRemedy.WEIGHTS_MISSING);
    }

    @Test
    void operatorSet_thatIsTooNew_isNamedAsSuch() throws IOException {
        assertKind(
                refusal(model("Neg", OnnxElementType.FLOAT, 99).toByteArray()),
                LoadRemedy.OPERATOR_SET);
    }

    @Test
    void operator_thatThereIsNot_isNamedAsSuch() throws IOException {
        assertKind(
                refusal(model("Frobnicate", OnnxElementType.FLOAT, 17).toByteArray()),
                LoadRemedy.OPERATOR);
    }

    @Test
    void operator_withoutAKernelForTheType_isNamedAsSuch() throws IOException {
        assertKind(
                refusal(model("Neg", OnnxElementType.BFLOAT16, 17).toByteArray()),
                LoadRemedy.KERNEL);
    }

    @Test
    void graph_thatContradictsItself_isNamedAsSuch() throws IOException {
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("one")
                                        .input("x", OnnxType.tensor(OnnxElementType.FLOAT, 2))
                                        .output("y", OnnxType.tensor(OnnxElementType.INT64, 2))
                                        .node(OnnxNode.of("Neg", List.of("x"), List.of("y"))))
                        .toByteArray();
        assertKind(refusal(model), LoadRemedy.GRAPH);
    }

    @Test
    void file_thatIsGone_isUnreadable() {
        assertKind(refusal(folder.resolve("model.onnx")), LoadRemedy.UNREADABLE);
    }

    /// Reasons that a test cannot bring about: no memory, a library of a machine with a graphics
    /// card, a later version of the format.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MEMORY          | Exception during initialization: std::bad_alloc",
                "MEMORY          | BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 4294967296",
                "LIBRARY_MISSING | Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory",
                "FORMAT_VERSION  | Unsupported model IR version: 99, max supported IR version: 11"
            })
    void reason_inTheEnginesWords_hasItsKind(LoadRemedy kind, String reason) {
        assertThat(LoadRemedy.of(reason)).isEqualTo(kind);
    }
}
