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
import dev.berth.runtime.ModelRuntime;
import dev.berth.runtime.WorkerStatus;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Problems of callers when their worker ends, and its restart.
@Tag("timed")
class WorkerDeathTest {
    private final TensorPool pool = new TensorPool();
    private final Workers workers = new Workers();
    private final ModelRuntime runtime = workers.isolated("faulty");

    @TempDir private Path folder;

    @AfterEach
    void nothing_isLeft() {
        assertThat(pool.blocksInUse()).isZero();
        workers.assertNoneLeft();
        workers.close();
        assertThat(workers.folders()).isEmpty();
    }

    private LoadedArtifact load(String content) throws IOException {
        Path model = Files.writeString(folder.resolve("model.txt"), content);
        return runtime.load(model, RuntimeSettings.of("faulty"), pool);
    }

    private long run(ExecutionContext execution, long number) {
        try (Tensor input = Tensor.ofLongs(pool, Shape.of(1), number);
                Tensor output = execution.run(List.of(input)).getFirst()) {
            for (int i = 0; i < output.data().limit(); i++) {
                assertThat(output.data().get(i)).isOne();
            }
            return output.shape().elementCount();
        }
    }

    private Problem problem(ExecutionContext execution, long number) {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> run(execution, number));
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    private static long processOf(LoadedArtifact artifact) {
        return artifact.worker().flatMap(WorkerDeathTest::process).orElse(0L);
    }

    private static Optional<Long> process(WorkerStatus status) {
        return status.isUp() ? Optional.of(status.processId().getAsLong()) : Optional.empty();
    }

    private static void awaitAnother(LoadedArtifact artifact, long process) {
        Await.until(() -> processOf(artifact) != 0 && processOf(artifact) != process);
    }

    private void assertDiesAndComesBack(long number, String words) throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(run(execution, 5)).isEqualTo(5);
            long first = processOf(artifact);

            Problem problem = problem(execution, number);
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains(words);
            assertThat(problem.remedy()).isNotBlank();

            awaitAnother(artifact, first);
            assertThat(run(execution, 7)).isEqualTo(7);
            assertThat(artifact.worker().orElseThrow().restarts()).isPositive();
        }
    }

    @Test
    void run_engineSegfaults_isToldAndTheNextWorkerServes() throws IOException {
        assertDiesAndComesBack(FaultyArtifact.SEGFAULT, "SIGSEGV");
    }

    @Test
    void run_engineExits_isToldAndTheNextWorkerServes() throws IOException {
        assertDiesAndComesBack(FaultyArtifact.EXIT, "status 7");
    }

    @Test
    void run_engineFillsTheHeap_isToldAndTheNextWorkerServes() throws IOException {
        assertDiesAndComesBack(FaultyArtifact.FULL_HEAP, "status 3");
    }

    @Test
    void run_engineHangsDeafToItsEnd_isKilledAndTheNextWorkerServes() throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            long first = processOf(artifact);
            Problem problem =
                    Workers.terminated(execution, () -> problem(execution, FaultyArtifact.HANG));

            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains("it did not end a run within 1000 ms");
            awaitAnother(artifact, first);
            assertThat(run(execution, 7)).isEqualTo(7);
        }
    }

    @Test
    void run_otherRunKillsTheWorker_isToldToo() throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution();
                ExecutionContext other = artifact.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            var hanging =
                    CompletableFuture.supplyAsync(() -> problem(execution, FaultyArtifact.HANG));
            assertThat(problem(other, FaultyArtifact.EXIT).code())
                    .isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(hanging.join().code())
                    .isIn(ProblemCode.WORKER_TERMINATED, ProblemCode.MODEL_NOT_READY);
        }
    }

    @Test
    void run_whileAnotherWorkerIsStarted_isRefusedAtOnceWithATime() throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(artifact.findRefusal()).isEmpty();
            // Whose file is gone stays away.
            Files.delete(folder.resolve("model.txt"));
            assertThat(problem(execution, FaultyArtifact.EXIT).code())
                    .isEqualTo(ProblemCode.WORKER_TERMINATED);
            Await.until(() -> artifact.findRefusal().isPresent());

            Problem refusal = problem(execution, 1);
            assertThat(refusal.code()).isEqualTo(ProblemCode.MODEL_NOT_READY);
            assertThat(refusal.retryAfter()).isPresent();
            assertThat(artifact.worker().orElseThrow().isUp()).isFalse();
            assertThat(artifact.memory().totalBytes()).isZero();

            Await.until(() -> artifact.worker().orElseThrow().restarts() >= 2);
            Files.writeString(folder.resolve("model.txt"), "");
            awaitAnother(artifact, 0);
            assertThat(run(execution, 2)).isEqualTo(2);
        }
    }

    @Test
    void run_workerKilledByTheSystem_isToldAndTheNextWorkerServes() throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            long first = processOf(artifact);
            var hanging =
                    CompletableFuture.supplyAsync(() -> problem(execution, FaultyArtifact.HANG));
            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            Problem problem = hanging.join();
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains("signal 9, SIGKILL");
            awaitAnother(artifact, first);
            assertThat(run(execution, 7)).isEqualTo(7);
        }
    }

    @Test
    void run_answersOfAllSizes_come() throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution()) {
            // Less than a page, more than a line has at first, more than it keeps, and less again.
            for (long count : new long[] {0, 1, 100_000, 70 << 20, 5, 1 << 20}) {
                assertThat(run(execution, count)).isEqualTo(count);
            }
            assertThat(workers.files()).extracting(Path::getFileName).hasToString("[s]");
        }
    }

    @Test
    void run_manyAtOnce_getTheirOwn() throws IOException {
        try (LoadedArtifact artifact = load("")) {
            List<CompletableFuture<Void>> all =
                    LongStream.range(0, 4)
                            .mapToObj(
                                    start ->
                                            CompletableFuture.runAsync(
                                                    () -> runMany(artifact, start * 1000)))
                            .toList();
            all.forEach(CompletableFuture::join);
        }
    }

    private void runMany(LoadedArtifact artifact, long start) {
        try (ExecutionContext execution = artifact.openExecution()) {
            for (long count = start; count < start + 50; count++) {
                assertThat(run(execution, count)).isEqualTo(count);
            }
        }
    }

    @Test
    void load_workerExits_isRefusedWithItsLastWords() {
        Problem problem = loadProblem("exit");
        assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
        assertThat(problem.message())
                .contains("model file model.txt")
                .contains("it ended with status 3")
                .contains("the file is  cursed");
    }

    private Problem loadProblem(String content) {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> load(content).close());
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    @Test
    void load_workerHangs_isRefusedInTime() throws IOException {
        var limits =
                new WorkerLimits(
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(10),
                        Duration.ofMinutes(1));
        Path model = Files.writeString(folder.resolve("model.txt"), "hang");
        try (var impatient = new Workers(WorkerCommand.usual(), limits)) {
            ModelRuntime hasty = impatient.isolated("faulty");
            ProblemException thrown =
                    catchThrowableOfType(
                            ProblemException.class,
                            () -> hasty.load(model, RuntimeSettings.of("faulty"), pool).close());
            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
            assertThat(thrown.problem().message())
                    .contains("it was killed, as it did not load the model within 3000 ms");
            impatient.assertNoneLeft();
        }
    }

    @Test
    void load_always_givesTheWorkerLittle() throws IOException {
        try (LoadedArtifact artifact = load("")) {
            assertThat(
                            List.of(
                                    artifact.metadata()
                                            .getOrDefault("environment", "none")
                                            .split(" ", -1)))
                    .isSubsetOf(WorkerCommand.VARIABLES);
            assertThat(artifact.metadata().get("folder"))
                    .startsWith(workers.place().toRealPath().toString());
            assertThat(artifact.metadata()).containsEntry("oom-score", "800");
            assertThat(artifact.memory().weightBytes()).isEqualTo(1000);
            // A JVM takes some tens of megabytes, which the worker does not report.
            assertThat(artifact.memory().totalBytes()).isGreaterThan(10 << 20);
            assertThat(artifact.isInlineable()).isFalse();
        }
    }

    @Test
    void close_whileAnotherWorkerLoads_endsThatToo() throws IOException {
        try (LoadedArtifact artifact = load("");
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            Path begun = folder.resolve("model.txt.begun");
            Files.writeString(folder.resolve("model.txt"), "hang");
            assertThat(problem(execution, FaultyArtifact.EXIT).code())
                    .isEqualTo(ProblemCode.WORKER_TERMINATED);
            Await.until(() -> Files.exists(begun));
        }
        assertThat(Workers.children()).isZero();
    }

    @Test
    void close_isolation_endsWorkersThatAreLeft() throws IOException {
        LoadedArtifact artifact = load("");
        workers.close();
        Await.until(() -> Workers.children() == 0);
        artifact.close();
    }
}
