package dev.berth.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.ProblemCode;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Contract suite of the runtime SPI. The test of an engine extends it and supplies the engine and
/// a few artifacts.
public abstract class ModelRuntimeContract extends TerminationContract {
    private static final String TRICKY_TEXTS = "ä|𣇉|é\u0301|\u0000x|";

    /// Writes an artifact with the input `x` int64 [N] and the output `y` float32 [N], equal to the
    /// input for 0 and 1; a run with a 7 fails.
    protected abstract Path writeFailing(Path dir) throws IOException;

    /// Writes an artifact with the input `x` of this type and shape [n, 2] and an equal output `y`;
    /// empty if the format has no such type.
    protected abstract Optional<Path> writeIdentity(Path dir, ElementType type) throws IOException;

    /// Writes an artifact with the input `x` float32 [N, 1], the optional input `factor` float32
    /// [1], 10 when left out, and the output `y` float32 [N, 1], their product; empty if the format
    /// has no optional inputs.
    protected abstract Optional<Path> writeOptional(Path dir) throws IOException;

    @Test
    void engine_always_hasNameAndVersion() {
        assertThat(runtime().engine()).matches("[a-z][a-z0-9-]*");
        assertThat(runtime().engineVersion()).isNotBlank();
    }

    @Test
    void load_doubling_declaresNamesTypesAndShapes() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder))) {
            var shape = DeclaredShape.of(Dimension.dynamic("N"), Dimension.fixed(3));
            assertThat(artifact.inputs())
                    .containsExactly(new TensorSpec("x", ElementType.FLOAT32, shape));
            assertThat(artifact.outputs())
                    .containsExactly(new TensorSpec("y", ElementType.FLOAT32, shape));
            assertThat(artifact.optionalInputs()).isEmpty();
            assertThat(artifact.executors()).isPositive();
            assertThat(artifact.memory().totalBytes()).isNotNegative();
        }
    }

    @Test
    void load_notAnArtifact_isRefused() throws IOException {
        Path garbage = Files.writeString(folder.resolve("garbage"), "this is no model");
        assertProblem(() -> load(garbage), ProblemCode.ARTIFACT_LOAD_FAILED);
    }

    @Test
    void load_emptyFile_isRefused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertProblem(() -> load(empty), ProblemCode.ARTIFACT_LOAD_FAILED);
    }

    @Test
    void load_missingFile_isRefused() {
        assertProblem(() -> load(folder.resolve("missing")), ProblemCode.ARTIFACT_LOAD_FAILED);
    }

    @Test
    void load_unknownOption_isRefused() throws IOException {
        Path model = writeDoubling(folder);
        RuntimeSettings odd = with(List.of(), Map.of("no-such-option", "1"));
        assertProblem(() -> runtime().load(model, odd, pool), ProblemCode.PACKAGE_INVALID);
    }

    @Test
    void load_absentProvider_isRefused() throws IOException {
        Path model = writeDoubling(folder);
        RuntimeSettings odd = with(List.of("abacus"), Map.of());
        assertProblem(() -> runtime().load(model, odd, pool), ProblemCode.PACKAGE_INVALID);
    }

    private RuntimeSettings with(List<String> providers, Map<String, String> options) {
        RuntimeSettings plain = settings();
        return new RuntimeSettings(
                plain.engine(),
                plain.executors(),
                plain.intraOpThreads(),
                plain.interOpThreads(),
                plain.spinning(),
                plain.optimization(),
                providers,
                options,
                plain.isolation());
    }

    @Test
    void load_executorsSet_tellsThem() throws IOException {
        Path model = writeDoubling(folder);
        try (LoadedArtifact artifact = runtime().load(model, settings().withExecutors(3), pool)) {
            assertThat(artifact.executors()).isEqualTo(3);
        }
    }

    @Test
    void run_optionalInput_takesItWhereTheExecutionWasOpenedWithIt() throws IOException {
        try (LoadedArtifact artifact = load(requireOptional());
                ExecutionContext without = artifact.openExecution();
                ExecutionContext with = artifact.openExecution(artifact.optionalInputs());
                Tensor x = Tensor.ofFloats(pool, Shape.of(2, 1), 1, 2);
                Tensor factor = Tensor.ofFloats(pool, Shape.of(1), 3)) {
            assertThat(artifact.inputs()).extracting(TensorSpec::name).containsExactly("x");
            assertThat(artifact.optionalInputs()).hasToString("[factor: float32 [1]]");
            assertThat(numbers(with.run(List.of(x, factor)))).containsExactly(3, 6);
            assertThat(numbers(without.run(List.of(x)))).containsExactly(10, 20);
        }
    }

    @Test
    void openExecution_optionalInputOfAnotherArtifact_isRefused() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> artifact.openExecution(artifact.inputs()))
                    .withMessageContaining("optional inputs [x: ");
        }
    }

    private Path requireOptional() throws IOException {
        Optional<Path> model = writeOptional(folder);
        assumeTrue(model.isPresent());
        return model.orElseThrow();
    }

    private static float[] numbers(List<Tensor> results) {
        try (Tensor result = results.getFirst()) {
            return result.toFloats();
        }
    }

    @Test
    void run_rows_givesTheAnswerInTheDeclaredShape() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(doubled(execution, 1, 2, 3, 4, 5, 6)).containsExactly(2, 4, 6, 8, 10, 12);
            assertThat(doubled(execution, -1, 0, 7)).containsExactly(-2, 0, 14);
        }
    }

    @Test
    void run_sliceOfALargerTensor_readsOnlyTheSlice() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                ExecutionContext execution = artifact.openExecution();
                Tensor whole = Tensor.ofFloats(pool, Shape.of(3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
                Tensor middle = whole.slice(1, 1)) {
            List<Tensor> results = execution.run(List.of(middle));
            assertThat(results.getFirst().toFloats()).containsExactly(8, 10, 12);
            results.forEach(Tensor::close);
        }
    }

    @Test
    void run_input_isNeitherChangedNorClosed() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            execution.run(List.of(input)).forEach(Tensor::close);
            assertThat(input.toFloats()).containsExactly(1, 2, 3);
        }
    }

    @Test
    void run_emptyBatch_givesAnEmptyAnswer() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                ExecutionContext execution = artifact.openExecution();
                Tensor none = Tensor.ofFloats(pool, Shape.of(0, 3))) {
            List<Tensor> results = execution.run(List.of(none));
            assertThat(results.getFirst().shape()).isEqualTo(Shape.of(0, 3));
            results.forEach(Tensor::close);
        }
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void run_everyElementType_comesBackBitForBit(ElementType type) throws IOException {
        Optional<Path> model = writeIdentity(folder, type);
        assumeTrue(model.isPresent(), () -> "the format has no " + type);
        try (LoadedArtifact artifact = load(model.orElseThrow());
                ExecutionContext execution = artifact.openExecution();
                Tensor input = pattern(type)) {
            assertThat(artifact.inputs().getFirst().type()).isEqualTo(type);
            List<Tensor> results = execution.run(List.of(input));
            Tensor output = results.getFirst();
            assertThat(output.type()).isEqualTo(type);
            assertThat(output.shape()).isEqualTo(input.shape());
            assertSame(output, input);
            results.forEach(Tensor::close);
        }
    }

    private Tensor pattern(ElementType type) {
        Tensor tensor = Tensor.allocate(pool, type, Shape.of(3, 2));
        if (type.isVariable()) {
            String[] texts = TRICKY_TEXTS.split("\\|", -1);
            for (int i = 0; i < texts.length; i++) {
                tensor.setElement(i, texts[i].getBytes(StandardCharsets.UTF_8));
            }
        } else {
            for (int i = 0; i < tensor.data().limit(); i++) {
                boolean bit = type == ElementType.BOOL;
                tensor.data().put(i, (byte) (bit ? i & 1 : 0x3a + 37 * i));
            }
        }
        return tensor;
    }

    private static void assertSame(Tensor actual, Tensor expected) {
        if (expected.type().isVariable()) {
            for (int i = 0; i < expected.shape().elementCount(); i++) {
                assertThat(actual.element(i)).isEqualTo(expected.element(i));
            }
        } else {
            assertThat(actual.data().duplicate()).isEqualTo(expected.data().duplicate());
        }
    }

    @Test
    void run_concurrently_givesEveryoneTheirOwnAnswer() throws Exception {
        int threads = 4;
        RuntimeSettings several = settings().withExecutors(threads);
        try (LoadedArtifact artifact = runtime().load(writeDoubling(folder), several, pool);
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int seed = thread * 1_000;
                all.add(executor.submit(() -> manyRuns(artifact, seed)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private Void manyRuns(LoadedArtifact artifact, int seed) {
        try (ExecutionContext execution = artifact.openExecution()) {
            for (int i = 0; i < 200; i++) {
                float value = seed + i;
                assertThat(doubled(execution, value, value + 1, value + 2))
                        .containsExactly(2 * value, 2 * value + 2, 2 * value + 4);
            }
        }
        return null;
    }

    @Test
    void run_failing_reportsAProblemAndStaysUsable() throws IOException {
        try (LoadedArtifact artifact = load(writeFailing(folder));
                ExecutionContext execution = artifact.openExecution()) {
            for (int i = 0; i < 3; i++) {
                try (Tensor bad = Tensor.ofLongs(pool, Shape.of(2), 1, 7);
                        Tensor good = Tensor.ofLongs(pool, Shape.of(2), 0, 1)) {
                    assertProblem(() -> execution.run(List.of(bad)), ProblemCode.INFERENCE_FAILED);
                    List<Tensor> results = execution.run(List.of(good));
                    assertThat(results.getFirst().toFloats()).containsExactly(0, 1);
                    results.forEach(Tensor::close);
                }
            }
        }
    }

    @Test
    void run_shapeThatTheArtifactDoesNotTake_reportsAProblemAndStaysUsable() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                ExecutionContext execution = artifact.openExecution();
                Tensor wide = Tensor.ofFloats(pool, Shape.of(1, 4), 1, 2, 3, 4);
                Tensor flat = Tensor.ofFloats(pool, Shape.of(3), 1, 2, 3)) {
            assertProblem(() -> execution.run(List.of(wide)), ProblemCode.SHAPE_MISMATCH);
            assertProblem(() -> execution.run(List.of(flat)), ProblemCode.SHAPE_MISMATCH);
            assertThat(doubled(execution, 1, 2, 3)).containsExactly(2, 4, 6);
        }
    }

    @Test
    void close_twice_doesNothingMore() throws IOException {
        LoadedArtifact artifact = load(writeDoubling(folder));
        ExecutionContext execution = artifact.openExecution();
        execution.close();
        execution.close();
        artifact.close();
        artifact.close();
        assertThatIllegalStateException().isThrownBy(artifact::openExecution);
    }

    @Test
    void close_withAnOpenExecution_isRefused() throws IOException {
        LoadedArtifact artifact = load(writeDoubling(folder));
        ExecutionContext execution = artifact.openExecution();
        assertThatIllegalStateException().isThrownBy(artifact::close);
        assertThat(doubled(execution, 1, 2, 3)).containsExactly(2, 4, 6);
        execution.close();
        artifact.close();
    }

    @Test
    void run_afterClose_isRefused() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            ExecutionContext execution = artifact.openExecution();
            execution.close();
            assertThatIllegalStateException().isThrownBy(() -> execution.run(List.of(input)));
        }
    }

    @Test
    void load_sameFileTwice_givesIndependentArtifacts() throws IOException {
        Path model = writeDoubling(folder);
        LoadedArtifact first = load(model);
        try (LoadedArtifact second = load(model);
                ExecutionContext execution = second.openExecution()) {
            first.close();
            assertThat(doubled(execution, 1, 2, 3)).containsExactly(2, 4, 6);
        }
    }
}
