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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Workers that break the protocol: callers get a problem, nothing hangs and nothing leaks.
@Tag("timed")
class BrokenWorkerTest {
    private static final WorkerCommand BROKEN = new WorkerCommand(BrokenWorker.class.getName());

    private final TensorPool pool = new TensorPool();
    private final Workers workers = new Workers(BROKEN, Workers.LIMITS);

    @TempDir private Path folder;

    @AfterEach
    void nothing_isLeft() {
        assertThat(pool.blocksInUse()).isZero();
        workers.assertNoneLeft();
        workers.close();
    }

    private LoadedArtifact load(Workers from, String way) throws IOException {
        Path model = Files.writeString(folder.resolve("model"), way);
        return from.isolated("onnx").load(model, RuntimeSettings.of("onnx"), pool);
    }

    private Problem loadProblem(Workers from, String way) {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> load(from, way).close());
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
        Problem problem = loadProblem(workers, way);
        assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
        assertThat(problem.message()).contains("it was killed, as it sent").contains(words);
    }

    private static Workers impatient(Duration startMax) {
        var usual = Workers.LIMITS;
        return new Workers(
                BROKEN,
                new WorkerLimits(
                        startMax,
                        usual.obeyMax(),
                        usual.backoffMin(),
                        usual.backoffMax(),
                        usual.steady()));
    }

    @ParameterizedTest
    @CsvSource({"load-silent", "load-endless"})
    void load_noAnswer_isRefusedInTime(String way) {
        try (Workers impatient = impatient(Duration.ofSeconds(3))) {
            Problem problem = loadProblem(impatient, way);
            assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
            assertThat(problem.message()).contains("it did not load the model within 3000 ms");
            impatient.assertNoneLeft();
        }
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
        "run-hang-up, closed its connection and did not end",
        "open-other-number, of another line"
    })
    void run_brokenAnswer_isToldAndTheWorkerKilled(String way, String words) throws IOException {
        try (LoadedArtifact artifact = load(workers, way)) {
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
        try (LoadedArtifact artifact = load(workers, way)) {
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
        try (LoadedArtifact artifact = load(workers, "run-dies-giving-back")) {
            assertThat(runOnce(artifact).problem().code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
        }
    }

    @Test
    void run_thatFailsWithMuchMemory_givesItBack() throws IOException {
        try (LoadedArtifact artifact = load(workers, "run-much-of-other-shape");
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
    void run_noAnswer_endsWhenItIsToldTo(String way) throws IOException {
        try (LoadedArtifact artifact = load(workers, way);
                ExecutionContext execution = artifact.openExecution();
                Tensor input = Tensor.ofFloats(pool, Shape.of(1, 3), 1, 2, 3)) {
            Problem problem =
                    Workers.terminated(
                            execution,
                            () ->
                                    catchThrowableOfType(
                                                    ProblemException.class,
                                                    () -> execution.run(List.of(input)))
                                            .problem());
            assertThat(problem.message()).contains("it did not end a run within 1000 ms");
        }
    }

    @Test
    void run_workerThatConnectsNoLine_isToldInTime() throws IOException {
        try (Workers impatient = impatient(Duration.ofSeconds(4));
                LoadedArtifact artifact = load(impatient, "open-never")) {
            assertThat(runOnce(artifact).problem().message())
                    .contains("it did not open an execution within 4000 ms");
        }
    }

    @Test
    void run_soundAnswer_comes() throws IOException {
        try (LoadedArtifact artifact = load(workers, "")) {
            assertThat(runOnce(artifact)).isNull();
        }
    }
}
