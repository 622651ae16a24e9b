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
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Processes of workers, and what callers get when they end. One artifact is for all tests: its
/// worker is started again after each that ends it.
class WorkerDeathTest {
    private static final TensorPool POOL = new TensorPool();
    private static final Workers WORKERS = new Workers();

    @TempDir private static Path shared;

    private static LoadedArtifact artifact;

    @TempDir private Path folder;

    @BeforeAll
    static void load() throws IOException {
        artifact = load(WORKERS, shared, "");
    }

    @AfterAll
    static void nothing_isLeft() {
        artifact.close();
        WORKERS.assertNoneLeft();
        WORKERS.close();
        assertThat(WORKERS.folders()).isEmpty();
    }

    @BeforeEach
    void worker_isUp() {
        awaitAnother(artifact, 0);
    }

    @AfterEach
    void noMemory_isHeld() {
        assertThat(POOL.blocksInUse()).isZero();
    }

    private static LoadedArtifact load(Workers workers, Path folder, String content)
            throws IOException {
        Path model = Files.writeString(folder.resolve("model.txt"), content);
        return workers.isolated("faulty").load(model, RuntimeSettings.of("faulty"), POOL);
    }

    private static long run(ExecutionContext execution, long number) {
        try (Tensor input = Tensor.ofLongs(POOL, Shape.of(1), number);
                Tensor output = execution.run(List.of(input)).getFirst()) {
            var ones = new byte[output.data().limit()];
            Arrays.fill(ones, (byte) 1);
            assertThat(output.data().mismatch(ByteBuffer.wrap(ones))).isEqualTo(-1);
            return output.shape().elementCount();
        }
    }

    private static Problem problem(ExecutionContext execution, long number) {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> run(execution, number));
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    private static void awaitAnother(LoadedArtifact artifact, long process) {
        Await.until(
                () -> Workers.processOf(artifact) != 0 && Workers.processOf(artifact) != process);
    }

    private static void assertDiesAndComesBack(long number, String words) {
        try (ExecutionContext execution = artifact.openExecution()) {
            assertThat(run(execution, 5)).isEqualTo(5);
            long first = Workers.processOf(artifact);
            long restarts = artifact.worker().orElseThrow().restarts();

            Problem problem = problem(execution, number);
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains(words);
            assertThat(problem.remedy()).isNotBlank();

            awaitAnother(artifact, first);
            assertThat(run(execution, 7)).isEqualTo(7);
            assertThat(artifact.worker().orElseThrow().restarts()).isGreaterThan(restarts);
        }
    }

    @Test
    void run_engineSegfaults_isToldAndTheNextWorkerServes() {
        assertDiesAndComesBack(FaultyArtifact.SEGFAULT, "SIGSEGV");
    }

    @Test
    void run_engineExits_isToldAndTheNextWorkerServes() {
        assertDiesAndComesBack(FaultyArtifact.EXIT, "status 7");
    }

    @Test
    void run_engineFillsTheHeap_isToldAndTheNextWorkerServes() {
        assertDiesAndComesBack(FaultyArtifact.FULL_HEAP, "status 3");
    }

    @Test
    void run_engineHangsDeafToItsEnd_isKilledAndTheNextWorkerServes() throws Exception {
        var time = new ManualTime();
        try (var workers = new Workers(time);
                LoadedArtifact own = load(workers, folder, "");
                ExecutionContext execution = own.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            long first = Workers.processOf(own);
            var hanging =
                    CompletableFuture.supplyAsync(() -> problem(execution, FaultyArtifact.HANG));
            Await.until(
                    () ->
                            workers.files().stream()
                                    .anyMatch(each -> each.endsWith(FaultyArtifact.HANGING)));
            execution.terminate();
            time.advance(Workers.LIMITS.obeyMax());

            Problem problem = Await.result(hanging);
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains("it did not end a run within 60000 ms");
            Await.until(() -> own.findRefusal().isPresent());
            time.advance(Workers.LIMITS.backoffMax());
            awaitAnother(own, first);
            assertThat(run(execution, 7)).isEqualTo(7);
        }
    }

    @Test
    void run_otherRunKillsTheWorker_isToldToo() throws Exception {
        try (ExecutionContext execution = artifact.openExecution();
                ExecutionContext other = artifact.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            long first = Workers.processOf(artifact);
            var hanging =
                    CompletableFuture.supplyAsync(() -> problem(execution, FaultyArtifact.HANG));
            assertThat(problem(other, FaultyArtifact.EXIT).code())
                    .isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(Await.result(hanging).code())
                    .isIn(ProblemCode.WORKER_TERMINATED, ProblemCode.MODEL_NOT_READY);
            awaitAnother(artifact, first);
        }
    }

    @Test
    void run_workerKilledByTheSystem_isToldAndTheNextWorkerServes() throws Exception {
        try (ExecutionContext execution = artifact.openExecution()) {
            assertThat(run(execution, 1)).isOne();
            long first = Workers.processOf(artifact);
            var hanging =
                    CompletableFuture.supplyAsync(() -> problem(execution, FaultyArtifact.HANG));
            Await.until(
                    () ->
                            WORKERS.files().stream()
                                    .anyMatch(each -> each.endsWith(FaultyArtifact.HANGING)));
            ProcessHandle.of(first).orElseThrow().destroyForcibly();

            Problem problem = Await.result(hanging);
            assertThat(problem.code()).isEqualTo(ProblemCode.WORKER_TERMINATED);
            assertThat(problem.message()).contains("signal 9, SIGKILL");
            awaitAnother(artifact, first);
            assertThat(run(execution, 7)).isEqualTo(7);
        }
    }

    @Test
    void run_answersOfAllSizes_come() {
        try (ExecutionContext execution = artifact.openExecution()) {
            // Less than a page, more than a line has at first, more than it keeps, and less again.
            for (long count : new long[] {0, 1, 100_000, 70 << 20, 5, 1 << 20}) {
                assertThat(run(execution, count)).isEqualTo(count);
            }
            Await.until(() -> WORKERS.files().size() == 1);
            assertThat(WORKERS.files()).extracting(Path::getFileName).hasToString("[s]");
        }
    }

    @Test
    void run_manyAtOnce_getTheirOwn() {
        List<CompletableFuture<Void>> all =
                LongStream.range(0, 4)
                        .mapToObj(start -> CompletableFuture.runAsync(() -> runMany(start * 1000)))
                        .toList();
        all.forEach(CompletableFuture::join);
    }

    private static void runMany(long start) {
        try (ExecutionContext execution = artifact.openExecution()) {
            for (long count = start; count < start + 50; count++) {
                assertThat(run(execution, count)).isEqualTo(count);
            }
        }
    }

    @Test
    void load_always_givesTheWorkerLittle() throws IOException {
        assertThat(List.of(artifact.metadata().getOrDefault("environment", "none").split(" ", -1)))
                .isSubsetOf(WorkerCommand.VARIABLES);
        assertThat(artifact.metadata().get("folder"))
                .startsWith(WORKERS.place().toRealPath().toString());
        assertThat(artifact.metadata()).containsEntry("oom-score", "800");
        assertThat(artifact.memory().weightBytes()).isEqualTo(1000);
        // A JVM takes some tens of megabytes, which the worker does not report.
        assertThat(artifact.memory().totalBytes()).isGreaterThan(10 << 20);
        assertThat(artifact.isInlineable()).isFalse();
    }

    @Test
    void load_workerExits_isRefusedWithItsLastWords() {
        Problem problem = loadProblem(WORKERS, "exit");
        assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
        assertThat(problem.message())
                .contains("model file model.txt")
                .contains("it ended with status 3")
                .contains("the file is  cursed");
    }

    private Problem loadProblem(Workers workers, String content) {
        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> load(workers, folder, content).close());
        assertThat(thrown).isNotNull();
        return thrown.problem();
    }

    @Test
    void load_workerHangs_isRefusedInTime() throws Exception {
        var time = new ManualTime();
        try (var workers = new Workers(time)) {
            var loading = CompletableFuture.supplyAsync(() -> loadProblem(workers, "hang"));
            Await.until(() -> Files.exists(folder.resolve("model.txt.begun")));
            time.advance(Workers.LIMITS.startMax());

            Problem problem = Await.result(loading);
            assertThat(problem.code()).isEqualTo(ProblemCode.ARTIFACT_LOAD_FAILED);
            assertThat(problem.message())
                    .contains("it was killed, as it did not load the model within 60000 ms");
            Await.until(() -> workers.files().isEmpty());
        }
    }
}
