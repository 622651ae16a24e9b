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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Restarts of workers, in virtual time.
class SupervisorTest {
    private static final WorkerLimits LIMITS =
            new WorkerLimits(
                    Workers.LIMITS.startMax(),
                    Workers.LIMITS.obeyMax(),
                    Workers.LIMITS.endMax(),
                    Workers.LIMITS.wordsMax(),
                    Duration.ofMillis(100),
                    Duration.ofMillis(800),
                    Duration.ofMinutes(1));

    private final TensorPool pool = new TensorPool();
    private final ManualTime time = new ManualTime();
    private final Workers workers = new Workers(LocalWorkers.usual(), LIMITS, Workers.timeOf(time));

    @TempDir private Path folder;

    @AfterEach
    void nothing_isLeft() {
        assertThat(pool.blocksInUse()).isZero();
        workers.assertNoneLeft();
        workers.close();
        assertThat(workers.folders()).isEmpty();
    }

    private Path model(String content) throws IOException {
        return Files.writeString(folder.resolve("model.txt"), content);
    }

    private LoadedArtifact load() throws IOException {
        return workers.isolated("faulty").load(model(""), RuntimeSettings.of("faulty"), pool);
    }

    private long run(ExecutionContext execution, long number) {
        try (Tensor input = Tensor.ofLongs(pool, Shape.of(1), number);
                Tensor output = execution.run(List.of(input)).getFirst()) {
            return output.shape().elementCount();
        }
    }

    /// Ends the worker's process, until that is noticed.
    private static void kill(LoadedArtifact artifact) {
        ProcessHandle.of(Workers.processOf(artifact)).orElseThrow().destroyForcibly();
        Await.until(() -> artifact.findRefusal().isPresent());
    }

    private static Duration delay(LoadedArtifact artifact) {
        return artifact.findRefusal().orElseThrow().retryAfter().orElseThrow();
    }

    private static void awaitUp(LoadedArtifact artifact) {
        Await.until(() -> artifact.worker().orElseThrow().isUp());
    }

    @Test
    void run_whileAnotherWorkerIsStarted_isRefusedAtOnceWithATime() throws IOException {
        try (LoadedArtifact artifact = load();
                ExecutionContext execution = artifact.openExecution()) {
            assertThat(artifact.findRefusal()).isEmpty();
            assertThat(run(execution, 1)).isOne();
            kill(artifact);

            Problem refusal =
                    catchThrowableOfType(ProblemException.class, () -> run(execution, 1)).problem();
            assertThat(refusal.code()).isEqualTo(ProblemCode.MODEL_NOT_READY);
            Duration delay = refusal.retryAfter().orElseThrow();
            assertThat(delay).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
            assertThat(artifact.worker().orElseThrow().isUp()).isFalse();
            assertThat(artifact.memory().totalBytes()).isZero();

            time.advance(delay.minusNanos(1));
            assertThat(artifact.worker().orElseThrow().restarts()).isZero();
            assertThat(delay(artifact)).isEqualTo(Duration.ofNanos(1));
            time.advance(Duration.ofNanos(1));
            awaitUp(artifact);
            assertThat(artifact.worker().orElseThrow().restarts()).isOne();
            assertThat(run(execution, 2)).isEqualTo(2);
        }
    }

    @Test
    void restart_thatFails_isTriedAgainAfterTwiceAsLong() throws IOException {
        try (LoadedArtifact artifact = load()) {
            // Whose file is gone stays away.
            Files.delete(folder.resolve("model.txt"));
            kill(artifact);
            int millis = 100;
            for (int tries = 1; tries <= 5; tries++) {
                Duration delay = delay(artifact);
                assertThat(delay)
                        .as("delay before try %d", tries)
                        .isBetween(Duration.ofMillis(millis / 2), Duration.ofMillis(millis));
                time.advance(delay);
                int expected = tries;
                Await.until(
                        () ->
                                artifact.worker().orElseThrow().restarts() == expected
                                        && delay(artifact).isPositive());
                millis = Math.min(800, 2 * millis);
            }
            var _ = model("");
            time.advance(delay(artifact));
            awaitUp(artifact);
        }
    }

    @Test
    void restart_afterASteadyTime_isTheFirstAgain() throws IOException {
        try (LoadedArtifact artifact = load()) {
            for (int times = 0; times < 3; times++) {
                kill(artifact);
                time.advance(delay(artifact));
                awaitUp(artifact);
            }
            time.advance(LIMITS.steady().minusNanos(1));
            kill(artifact);
            assertThat(delay(artifact)).isBetween(Duration.ofMillis(400), Duration.ofMillis(800));
            time.advance(delay(artifact));
            awaitUp(artifact);

            time.advance(LIMITS.steady());
            kill(artifact);
            assertThat(delay(artifact)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
        }
    }

    @Test
    void close_whileAnotherWorkerLoads_endsThatToo() throws IOException {
        try (LoadedArtifact artifact = load()) {
            var _ = model("hang");
            kill(artifact);
            time.advance(delay(artifact));
            Await.until(() -> Files.exists(folder.resolve("model.txt.begun")));
        }
        assertThat(Workers.children()).isZero();
    }

    @Test
    void close_isolation_endsWorkersThatAreLeft() throws IOException {
        LoadedArtifact artifact = load();
        workers.close();
        Await.until(() -> Workers.children() == 0);
        artifact.close();
    }
}
