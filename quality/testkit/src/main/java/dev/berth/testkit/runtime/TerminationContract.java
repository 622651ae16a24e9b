package dev.berth.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The part of [ModelRuntimeContract] about runs that are ended before their time, and what all its
/// tests use.
abstract class TerminationContract {
    /// Where the artifacts of a test lie.
    @TempDir protected Path folder;

    protected final TensorPool pool = new TensorPool();

    protected abstract ModelRuntime runtime();

    /// Writes an artifact with the input `x` float32 [N, 3] and the output `y` float32 [N, 3],
    /// twice the input.
    protected abstract Path writeDoubling(Path dir) throws IOException;

    /// Writes an artifact with the input `x` float32 [N, 1] whose run takes minutes for a million.
    protected abstract Path writeEndless(Path dir) throws IOException;

    final RuntimeSettings settings() {
        return RuntimeSettings.of(runtime().engine());
    }

    final LoadedArtifact load(Path model) {
        return runtime().load(model, settings(), pool);
    }

    @AfterEach
    void everyTest_afterItsEnd_holdsNoBlockOfThePool() {
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void terminate_runUnderWay_endsItEarlyAndStaysUsable() throws Exception {
        try (LoadedArtifact artifact = load(writeEndless(folder));
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 1), 1_000_000)) {
            for (int i = 0; i < 2; i++) {
                var run = new FutureTask<>(() -> execution.run(List.of(input)));
                Thread.ofPlatform().start(run);
                terminateUntilDone(execution, run);
                assertProblem(() -> resultOf(run), ProblemCode.CANCELLED);
            }
        }
    }

    /// It does nothing before the run has begun, which only the run itself knows.
    private static void terminateUntilDone(ExecutionContext execution, Future<?> run) {
        Await.until(
                () -> {
                    execution.terminate();
                    return run.isDone();
                });
    }

    private static List<Tensor> resultOf(Future<List<Tensor>> run) throws Exception {
        try {
            return run.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    @Test
    void terminate_noRunUnderWay_doesNotConcernTheNext() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder));
                ExecutionContext execution = artifact.openExecution()) {
            execution.terminate();
            assertThat(doubled(execution, 1, 2, 3)).containsExactly(2, 4, 6);
            execution.terminate();
            assertThat(doubled(execution, 1, 2, 3)).containsExactly(2, 4, 6);
        }
    }

    @Test
    void terminate_afterClose_doesNothing() throws IOException {
        try (LoadedArtifact artifact = load(writeDoubling(folder))) {
            ExecutionContext execution = artifact.openExecution();
            execution.close();
            execution.terminate();
        }
    }

    final float[] doubled(ExecutionContext execution, float... values) {
        Shape shape = Shape.of(values.length / 3, 3);
        try (Tensor input = Tensor.ofFloats(pool, shape, values)) {
            List<Tensor> results = execution.run(List.of(input));
            assertThat(results).hasSize(1);
            Tensor output = results.getFirst();
            assertThat(output.shape()).isEqualTo(shape);
            float[] answer = output.toFloats();
            output.close();
            return answer;
        }
    }

    /// Checks that the call throws a problem of this code that says how to mend it.
    protected static void assertProblem(Callable<?> call, ProblemCode code) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(call::call)
                .satisfies(
                        e -> {
                            assertThat(e.problem().code()).isEqualTo(code);
                            assertThat(e.problem().message()).isNotBlank();
                            assertThat(e.problem().remedy()).isNotBlank();
                        });
    }
}
