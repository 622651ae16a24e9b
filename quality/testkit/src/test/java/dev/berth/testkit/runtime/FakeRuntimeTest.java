package dev.berth.testkit.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FakeRuntimeTest extends ModelRuntimeContract {
    private final FakeRuntime runtime = new FakeRuntime();

    @Override
    protected ModelRuntime runtime() {
        return runtime;
    }

    @Override
    protected Path writeDoubling(Path dir) throws IOException {
        return FakeRuntime.writeArtifact(dir.resolve("doubling.fake"), 2);
    }

    @Override
    protected Optional<Path> writeOptional(Path dir) throws IOException {
        return Optional.of(
                FakeRuntime.writeArtifact(
                        dir.resolve("optional.fake"),
                        """
                        inputs: x float32 [N, 1]
                        optional: factor float32 [1]
                        outputs: y float32 [N, 1]
                        multiply: 10
                        """));
    }

    @Override
    protected Path writeFailing(Path dir) throws IOException {
        return FakeRuntime.writeArtifact(
                dir.resolve("failing.fake"),
                "inputs: x int64 [N]\noutputs: y float32 [N]\nfail-on: 7\n");
    }

    @Override
    protected Path writeEndless(Path dir) throws IOException {
        return FakeRuntime.writeArtifact(
                dir.resolve("endless.fake"),
                "inputs: x float32 [N, 1]\noutputs: y float32 [N, 1]\nendless: true\n");
    }

    @Override
    protected Optional<Path> writeIdentity(Path dir, ElementType type) throws IOException {
        String spec = type.label() + " [n, 2]";
        return Optional.of(
                FakeRuntime.writeArtifact(
                        dir.resolve("identity.fake"),
                        "inputs: x " + spec + "\noutputs: y " + spec + "\n"));
    }

    @Test
    void run_gateShut_waitsUntilAdmitted() throws IOException {
        try (LoadedArtifact artifact =
                        runtime.load(writeDoubling(folder), RuntimeSettings.of("fake"), pool);
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            runtime.runGate().shut();
            var run = CompletableFuture.supplyAsync(() -> execution.run(List.of(input)));
            runtime.runGate().awaitWaiting(1);
            assertThat(run).isNotDone();
            runtime.runGate().admit(1);
            run.join().forEach(Tensor::close);
            assertThat(runtime.batchSizes()).containsExactly(1);
        }
    }

    @Test
    void run_failureOrdered_failsOnce() throws IOException {
        try (LoadedArtifact artifact =
                        runtime.load(writeDoubling(folder), RuntimeSettings.of("fake"), pool);
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            runtime.failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "broken", "wait"));
            assertProblem(() -> execution.run(List.of(input)), ProblemCode.INFERENCE_FAILED);
            execution.run(List.of(input)).forEach(Tensor::close);
        }
    }
}
