package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Workers that break the protocol: callers get a problem, nothing hangs and nothing leaks.
class BrokenWorkerTest {
    private final TensorPool pool = new TensorPool();
    private final CountDownLatch isRunning = new CountDownLatch(1);
    private final WorkerLaunch broken = BrokenWorker.launch(isRunning);
    private final ManualTime time = new ManualTime();
    private final Workers workers = new Workers(broken, Workers.LIMITS, Workers.timeOf(time));

    @TempDir private Path folder;

    @AfterEach
    void nothing_isLeft() {
        assertThat(pool.blocksInUse()).isZero();
        workers.assertNoneLeft();
        workers.close();
    }

    private LoadedArtifact load(String way) throws IOException {
        return load(workers, way);
    }

    private LoadedArtifact load(Workers from, String way) throws IOException {
        Path model = Files.writeString(folder.resolve("model"), way);
        return from.isolated("onnx").load(model, RuntimeSettings.of("onnx"), pool);
    }

    private Problem loadProblem(String way) {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> load(way).close());
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    @ParameterizedTest
    @CsvSource({
        "load-length-negative, a frame of -1 bytes",
        "load-length-huge, a frame of 2147483647 bytes",
        "load-length-zero, a frame of 0 bytes",
        "load-kind-unknown, a frame of kind 99",
        "load-other-kind, a DONE after a LOAD",
        "load-code-foreign, a problem of the code 'unauthenticated'",
        "load-many-inputs, a count of 2147483647",
        "load-no-executors, 0 executors",
        "load-two-outputs-of-a-name, two tensors of the name 'y'",
        "load-outputs-of-a-forging-name, 'y\\u000aERROR"
    })
    void load_brokenAnswer_isRefusedAndTheWorkerKilled(String way, String words) {
        Problem problem = loadProblem(way);
        assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
        assertThat(problem.message()).contains("it was killed, as it sent").contains(words);
    }

    @ParameterizedTest
    @CsvSource({"load-silent", "load-endless"})
    void load_noAnswer_isRefusedInTime(String way) throws Exception {
        var loading = CompletableFuture.supplyAsync(() -> loadProblem(way));
        Await.until(() -> time.waiting() == 1);
        time.advance(Workers.LIMITS.startMax().minusMillis(1));
        assertThat(loading).isNotDone();
        time.advance(Duration.ofMillis(1));

        Problem problem = Await.result(loading);
        assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
        assertThat(problem.message()).contains("it did not load the model within 60000 ms");
    }

    private ProblemException runOnce(LoadedArtifact artifact) {
        try (ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            return catchThrowableOfType(
                    ProblemException.class,
                    () -> execution.run(List.of(input)).forEach(Tensor::close));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "run-offset-far, in 12 bytes at 1099511627776 of the memory from 64 to 65536",
        "run-offset-negative, in 12 bytes at -64",
        "run-offset-in-inputs, in 12 bytes at 0",
        "run-length-short, in 8 bytes",
        "run-length-negative, in -12 bytes",
        "run-end-behind, in 196608 bytes at 64",
        "run-rank-huge, a tensor of 200 dimensions",
        "run-size-negative, no size below 0",
        "run-cut-short, a frame that ends",
        "run-more-behind, 4 bytes after the end",
        "run-need-negative, a need of -1099511627776 bytes",
        "run-need-again, a NEED where a DONE was due",
        "run-other-kind, a LOADED where a DONE was due",
        "run-long-frame, a frame of 1048576 bytes",
        "run-map-answer, a DONE where a MAPPED was due",
        "run-memory-cut, cut off the memory",
        "open-other-number, of another line"
    })
    void run_brokenAnswer_isToldAndTheWorkerKilled(String way, String words) throws IOException {
        try (LoadedArtifact artifact = load(way)) {
            ProblemException thrown = runOnce(artifact);
            assertThat(thrown).isNotNull();
            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(thrown.problem().message()).contains("it was killed, as it").contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "run-other-shape, 'gave output ''y'' the shape [1, 4] (expected: [N, 3]'",
        "run-need-huge, outputs of 1099511627776 bytes exceed"
    })
    void run_whatAModelMayDo_isToldAndTheWorkerLives(String way, String words) throws IOException {
        try (LoadedArtifact artifact = load(way)) {
            for (int i = 0; i < 3; i++) {
                ProblemException thrown = runOnce(artifact);
                assertThat(thrown).isNotNull();
                assertThat(thrown.problem().code()).isEqualTo(ProblemCode.INFERENCE_FAILED);
                assertThat(thrown.problem().message()).contains(words);
            }
            assertThat(artifact.worker().orElseThrow().restarts()).isZero();
        }
    }

    @Test
    void run_workerThatDiesAfterItsAnswer_leavesNoOutputs() throws IOException {
        try (LoadedArtifact artifact = load("run-dies-giving-back")) {
            assertThat(runOnce(artifact).problem().code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
        }
    }

    @Test
    void run_thatFailsWithMuchMemory_givesItBack() throws IOException {
        try (LoadedArtifact artifact = load("run-much-of-other-shape");
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            ProblemException thrown =
                    catchThrowableOfType(
                            ProblemException.class, () -> execution.run(List.of(input)));
            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.INFERENCE_FAILED);
            assertThat(mappedBytes()).isBetween(1L, 1L << 20);
        }
    }

    /// Of the memory that this process shares with workers.
    private long mappedBytes() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(line -> line.contains(workers.place().toString()))
                    .map(line -> line.substring(0, line.indexOf(' ')).split("-", -1))
                    .mapToLong(
                            ends ->
                                    Long.parseUnsignedLong(ends[1], 16)
                                            - Long.parseUnsignedLong(ends[0], 16))
                    .sum();
        }
    }

    @ParameterizedTest
    @CsvSource({"run-silent", "run-endless"})
    void run_noAnswer_endsWhenItIsToldTo(String way) throws Exception {
        try (LoadedArtifact artifact = load(way);
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            var run =
                    CompletableFuture.supplyAsync(
                            () ->
                                    catchThrowableOfType(
                                            ProblemException.class,
                                            () -> execution.run(List.of(input))));
            Await.zero(isRunning);
            time.advance(Workers.LIMITS.obeyMax());
            assertThat(time.waiting()).as("limits of a run that may go on").isZero();
            execution.terminate();
            time.advance(Workers.LIMITS.obeyMax().minusMillis(1));
            assertThat(run).isNotDone();
            time.advance(Duration.ofMillis(1));

            assertThat(Await.result(run).problem().message())
                    .contains("it did not end a run within 60000 ms");
        }
    }

    @Test
    void run_workerThatConnectsNoLine_isToldInTime() throws Exception {
        try (LoadedArtifact artifact = load("open-never")) {
            var run = CompletableFuture.supplyAsync(() -> runOnce(artifact));
            Await.until(() -> time.waiting() == 1);
            time.advance(Workers.LIMITS.startMax());

            assertThat(Await.result(run).problem().message())
                    .contains("it did not open an execution within 60000 ms");
        }
    }

    /// The process of this worker lives on, which is waited for a while.
    @Test
    void run_workerThatHangsUpAndLives_isKilled() throws IOException {
        var usual = Workers.LIMITS;
        var limits =
                new WorkerLimits(
                        usual.startMax(),
                        usual.obeyMax(),
                        Duration.ofMillis(200),
                        usual.wordsMax(),
                        usual.backoffMin(),
                        usual.backoffMax(),
                        usual.steady());
        try (var impatient = new Workers(broken, limits, Workers.timeOf(time));
                LoadedArtifact artifact = load(impatient, "run-hang-up")) {
            Problem problem = runOnce(artifact).problem();
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message())
                    .contains("it was killed, as it closed its connection and did not end");
        }
    }

    @Test
    void run_soundAnswer_comes() throws IOException {
        try (LoadedArtifact artifact = load("")) {
            assertThat(runOnce(artifact)).isNull();
        }
    }
}
