package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxGraph;
import dev.berth.testkit.onnx.OnnxModelFile;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.onnx.OnnxNode;
import dev.berth.testkit.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxArtifactTest {
    @TempDir private Path folder;

    private final TensorPool pool = new TensorPool();
    private final OnnxRuntime runtime = new OnnxRuntime();

    private LoadedArtifact load(byte[] model) throws IOException {
        return load(Files.write(folder.resolve("model.onnx"), model));
    }

    private LoadedArtifact load(Path model) {
        return runtime.load(model, RuntimeSettings.of("onnx"), pool);
    }

    @AfterEach
    void everyTest_afterItsEnd_holdsNoBlockOfThePool() {
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void outputs_sequenceOfMaps_areAMatrixWithTheKeysInOrder() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.sklearnClassifier());
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.ofFloats(pool, Shape.of(3, 2), 9, 0, 0, 9, 1, 1)) {
            assertThat(artifact.outputs().stream().map(TensorSpec::toString))
                    .containsExactly("label: int64 [batch]", "probabilities: float32 [batch, 2]");
            assertThat(artifact.metadata()).containsEntry("probabilities.keys", "[0,1]");
            List<Tensor> results = execution.run(List.of(x));
            assertThat(results.get(0).toLongs()).startsWith(1, 0);
            Tensor probabilities = results.get(1);
            assertThat(probabilities.shape()).isEqualTo(Shape.of(3, 2));
            assertThat(probabilities.number(1)).isGreaterThan(0.9);
            assertThat(probabilities.number(2)).isGreaterThan(0.9);
            assertThat(probabilities.number(4)).isEqualTo(0.5);
            results.forEach(Tensor::close);
        }
    }

    @Test
    void outputs_sequenceOfMapsWithoutRows_keepTheColumns() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.sklearnStringClassifier());
                ExecutionContext execution = artifact.openExecution();
                Tensor none = Tensor.ofFloats(pool, Shape.of(0, 2))) {
            assertThat(artifact.metadata()).containsEntry("probabilities.keys", "[\"no\",\"yes\"]");
            assertThat(artifact.outputs().getFirst().type()).isEqualTo(ElementType.STRING);
            List<Tensor> results = execution.run(List.of(none));
            assertThat(results.get(1).shape()).isEqualTo(Shape.of(0, 2));
            results.forEach(Tensor::close);
        }
    }

    @Test
    void outputs_sequenceOfTensors_areStacked() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.sequenceOutput());
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.ofFloats(pool, Shape.of(3, 2), 1, 2, 3, 4, 5, 6)) {
            List<Tensor> results = execution.run(List.of(x));
            assertThat(results.getFirst().shape()).isEqualTo(Shape.of(3, 1, 2));
            assertThat(artifact.outputs().getFirst().shape().accepts(Shape.of(3, 1, 2))).isTrue();
            assertThat(results.getFirst().toFloats()).containsExactly(1, 2, 3, 4, 5, 6);
            results.forEach(Tensor::close);
        }
    }

    @Test
    void outputs_sequenceOfUnequalTensors_fail() throws IOException {
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("unequal")
                                        .input("x", OnnxType.tensor(OnnxElementType.FLOAT, "n"))
                                        .input("y", OnnxType.tensor(OnnxElementType.FLOAT, "m"))
                                        .output(
                                                "parts",
                                                new OnnxType.Sequence(
                                                        OnnxType.tensor(
                                                                OnnxElementType.FLOAT, "k")))
                                        .node(
                                                OnnxNode.of(
                                                        "SequenceConstruct",
                                                        List.of("x", "y"),
                                                        List.of("parts"))))
                        .toByteArray();
        try (LoadedArtifact artifact = load(model);
                ExecutionContext execution = artifact.openExecution();
                Tensor one = Tensor.ofFloats(pool, Shape.of(1), 1);
                Tensor two = Tensor.ofFloats(pool, Shape.of(2), 1, 2)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> execution.run(List.of(one, two)))
                    .withMessageContaining("different shapes, [1] and [2]");
        }
    }

    @Test
    void inputs_withADefault_mayStayUnset() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.optionalInput());
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.ofFloats(pool, Shape.of(1, 1), 4)) {
            assertThat(artifact.inputs().stream().map(TensorSpec::name)).containsExactly("x");
            List<Tensor> results = execution.run(List.of(x));
            assertThat(results.getFirst().toFloats()).containsExactly(40);
            results.forEach(Tensor::close);
        }
    }

    @Test
    void load_weightsInAnotherFile_findsAndCountsThem() throws IOException {
        Path model = OnnxModels.externalData(folder);
        try (LoadedArtifact artifact = load(model);
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.ofFloats(pool, Shape.of(1, 2), 1, 1)) {
            assertThat(artifact.memory().weightBytes()).isEqualTo(Files.size(model) + 8);
            List<Tensor> results = execution.run(List.of(x));
            assertThat(results.getFirst().toFloats()).containsExactly(3, 5);
            results.forEach(Tensor::close);
        }
    }

    @Test
    void load_weightFileMissing_isRefusedWithoutAPathOfThisMachine() throws IOException {
        Path model = OnnxModels.externalData(folder);
        Files.delete(folder.resolve("weights.bin"));
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> load(model))
                .satisfies(
                        e -> {
                            assertThat(e.problem().code())
                                    .isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
                            assertThat(e.problem().message())
                                    .contains("weights.bin")
                                    .doesNotContain(folder.toString());
                        });
    }

    @Test
    void metadata_charactersOutsideTheBasicPlane_areWhole() throws IOException {
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("facts")
                                        .input("x", OnnxType.tensor(OnnxElementType.FLOAT, 1))
                                        .output("y", OnnxType.tensor(OnnxElementType.FLOAT, 1))
                                        .node(OnnxNode.of("Identity", List.of("x"), List.of("y"))))
                        .metadata("character", "一\n𣇉\n二")
                        .toByteArray();
        try (LoadedArtifact artifact = load(model)) {
            assertThat(artifact.metadata())
                    .containsEntry("character", "一\n𣇉\n二")
                    .containsEntry("producer", "berth-testkit")
                    .containsEntry("graph", "facts");
        }
    }

    @Test
    void run_declaredSizesAreWrong_givesTheTrueOnes() throws IOException {
        byte[] model =
                OnnxModelFile.of(
                                OnnxGraph.named("liar")
                                        .input(
                                                "x",
                                                OnnxType.tensor(OnnxElementType.FLOAT, "n", "m"))
                                        .output(
                                                "y",
                                                OnnxType.tensor(OnnxElementType.FLOAT, "n", "m"))
                                        .node(OnnxNode.of("Transpose", List.of("x"), List.of("y"))))
                        .toByteArray();
        try (LoadedArtifact artifact = load(model);
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.ofFloats(pool, Shape.of(2, 3), 1, 2, 3, 4, 5, 6)) {
            for (int i = 0; i < 2; i++) {
                List<Tensor> results = execution.run(List.of(x));
                assertThat(results.getFirst().shape()).isEqualTo(Shape.of(3, 2));
                assertThat(results.getFirst().toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
                results.forEach(Tensor::close);
            }
        }
    }

    @Test
    void run_engineFails_saysWhichOperatorAndWhyInOneLine() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.failing());
                ExecutionContext execution = artifact.openExecution();
                Tensor x = Tensor.ofLongs(pool, Shape.of(1), 5)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> execution.run(List.of(x)))
                    .satisfies(
                            e ->
                                    assertThat(e.problem().message())
                                            .isEqualTo(
                                                    "the model failed: Gather: indices element out"
                                                            + " of data bounds, idx=5 must be"
                                                            + " within the inclusive range"
                                                            + " [-2,1]"));
        }
    }

    @Test
    void executors_smallModelThatTakesLong_areAsManyAsCores() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.slow(20))) {
            assertThat(artifact.executors()).isEqualTo(Runtime.getRuntime().availableProcessors());
        }
    }

    @Test
    void run_fewerDimensionsThanDeclared_isAShapeProblem() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.dynamicPair());
                ExecutionContext execution = artifact.openExecution();
                Tensor flat = Tensor.ofLongs(pool, Shape.of(2), 1, 2)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> execution.run(List.of(flat)))
                    .satisfies(
                            e ->
                                    assertThat(e.problem().code())
                                            .isEqualTo(ProblemCode.SHAPE_MISMATCH));
        }
    }

    @Test
    void run_badRequest_doesNotStopOthersFromBeingPinned() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.twoInputs());
                ExecutionContext execution = artifact.openExecution();
                Tensor two = Tensor.ofFloats(pool, Shape.of(2, 2), 1, 2, 3, 4);
                Tensor three = Tensor.ofFloats(pool, Shape.of(3, 2), 1, 2, 3, 4, 5, 6)) {
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> execution.run(List.of(two, three)))
                    .withMessageContaining("Add");
            List<Tensor> results = execution.run(List.of(two, two));
            assertThat(results.getFirst().toFloats()).containsExactly(2, 4, 6, 8);
            results.forEach(Tensor::close);
        }
    }

    @Test
    void executors_tinyModel_areOne() throws IOException {
        try (LoadedArtifact artifact = load(OnnxModels.tinyMlp(1))) {
            assertThat(artifact.executors()).isOne();
        }
    }
}
