package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.testkit.runtime.FakeRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchingTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final ModelName MODEL = ModelName.of("m");
    private static final ModelReference REFERENCE = new ModelReference(MODEL, ModelVersion.of("1"));

    private final FakeSystem system;

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    BatchingTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
    }

    @AfterEach
    void everyBlockIsGivenBack() {
        system.runtime().runGate().open();
        // Ends what waits for a time.
        system.time().advance(Duration.ofDays(1));
        serving.close();
        assertThat(serving.pool().blocksInUse()).isZero();
        assertThat(system.runtime().openArtifacts()).isZero();
    }

    private void serve(String... settings) {
        system.write("m", "1", 2, settings);
        serving = system.open();
    }

    private Submitted submit(float... numbers) {
        return FakeSystem.submit(serving, serving.acquire(MODEL), AMPLE, numbers);
    }

    /// Occupies the model's one executor until the gate opens.
    private Submitted occupy() {
        system.runtime().runGate().shut();
        Submitted first = submit(0, 0, 0);
        system.runtime().runGate().awaitWaiting(1);
        return first;
    }

    @Test
    void submit_idleExecutor_executesAtOnceAlone() {
        serve();

        assertThat(submit(1, 2, 3).numbers()).containsExactly(2, 4, 6);
        assertThat(system.runtime().batchSizes()).containsExactly(1);
    }

    @Test
    void answer_largerThanItsPackageAllows_fails_andTheNextIsAnswered() {
        serve("limits: {max-response-bytes: 1KiB}");
        Problem problem = submit(new float[3 * 100]).problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.BATCH_TOO_LARGE);
        assertThat(problem.message())
                .isEqualTo("an answer of 1200 bytes exceeds 1024, the limit of model m@1");
        assertThat(submit(1, 2, 3).numbers()).containsExactly(2, 4, 6);
    }

    @Test
    void submit_busyExecutor_gathersWhatWaits() {
        serve();
        Submitted first = occupy();
        List<Submitted> others = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            others.add(submit(i, i, i));
        }
        system.runtime().runGate().open();

        assertThat(first.numbers()).containsExactly(0, 0, 0);
        for (int i = 1; i <= 5; i++) {
            assertThat(others.get(i - 1).numbers()).containsExactly(2 * i, 2 * i, 2 * i);
        }
        assertThat(system.runtime().batchSizes()).containsExactly(1, 5);
    }

    @Test
    void submit_moreThanTheLimit_neverExceedsIt() {
        serve("batch: {max-size: 3}");
        Submitted first = occupy();
        List<Submitted> others = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            others.add(submit(i, i, i));
        }
        system.runtime().runGate().open();

        first.numbers();
        others.forEach(Submitted::numbers);
        assertThat(system.runtime().batchSizes()).containsExactly(1, 3, 3, 1);
    }

    @Test
    void submit_requestLargerThanTheLimit_isExecutedInParts() {
        serve("batch: {max-size: 2}");

        assertThat(submit(1, 1, 1, 2, 2, 2, 3, 3, 3).numbers())
                .containsExactly(2, 2, 2, 4, 4, 4, 6, 6, 6);
        assertThat(system.runtime().batchSizes()).containsExactly(2, 1);
    }

    @Test
    void submit_repliesThatThrow_concernNobodyElse() {
        serve();
        Submitted first = occupy();
        Submitted before = submit(1, 1, 1);
        submitDefective(Duration.ofSeconds(30));
        submitDefective(Duration.ofMillis(1));
        Submitted after = submit(2, 2, 2);
        system.time().advance(Duration.ofMillis(2));
        assertThat(serving.statistics(REFERENCE).expired()).isEqualTo(1);
        system.runtime().runGate().open();

        first.numbers();
        assertThat(before.numbers()).containsExactly(2, 2, 2);
        assertThat(after.numbers()).containsExactly(4, 4, 4);
        assertThat(submit(3, 3, 3).numbers()).containsExactly(6, 6, 6);
        assertThat(system.runtime().batchSizes()).containsExactly(1, 3, 1);
    }

    private void submitDefective(Duration timeout) {
        var reply =
                new PredictionCallback() {
                    @Override
                    public void succeed(Prediction prediction) {
                        prediction.close();
                        throw new IllegalStateException("a defect");
                    }

                    @Override
                    public void fail(Problem problem) {
                        throw new IllegalStateException("a defect");
                    }
                };
        var _ = serving.acquire(MODEL).submit(FakeSystem.request(serving, timeout, 5, 5, 5), reply);
    }

    @Test
    void submit_oneRequestOfABatchFails_theOthersSucceed() throws Exception {
        system.write("m", "1", 2);
        FakeRuntime.writeArtifact(
                system.directory().resolve("models/m/1/model.txt"),
                "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: 2\nfail-on: 7\n");
        serving = system.open();
        Submitted first = occupy();
        Submitted good = submit(1, 1, 1);
        Submitted bad = submit(7, 7, 7);
        Submitted alsoGood = submit(2, 2, 2);
        system.runtime().runGate().open();

        first.numbers();
        assertThat(good.numbers()).containsExactly(2, 2, 2);
        assertThat(bad.problem().code()).isEqualTo(ProblemCode.INFERENCE_FAILED);
        assertThat(alsoGood.numbers()).containsExactly(4, 4, 4);
    }

    @Test
    void submit_runsThatFailQuickly_doNotMakeTheExpectedWaitShorter() {
        serve();
        Submitted slow = occupy();
        system.time().advance(Duration.ofMillis(200));
        system.runtime().runGate().open();
        slow.numbers();
        for (int i = 0; i < 50; i++) {
            system.runtime()
                    .failNextRun(Problem.of(ProblemCode.INFERENCE_FAILED, "out of order", ""));
            assertThat(submit(1, 1, 1).problem().code()).isEqualTo(ProblemCode.INFERENCE_FAILED);
        }
        Submitted busy = occupy();
        Submitted queued = submit(1, 1, 1);

        // The one before it is known to take 200 ms.
        Submitted hopeless =
                FakeSystem.submit(serving, serving.acquire(MODEL), Duration.ofMillis(100), 1, 1, 1);

        assertThat(hopeless.answer()).isCompletedExceptionally();
        assertThat(hopeless.problem().code()).isEqualTo(ProblemCode.QUEUE_FULL);
        system.runtime().runGate().open();
        busy.numbers();
        queued.numbers();
    }

    @Test
    void submit_queueFull_refusesTheOldestAtOnceWithRetryAfter() {
        serve("limits: {max-queue-rows: 2}");
        Submitted first = occupy();
        Submitted oldest = submit(1, 1, 1);
        Submitted third = submit(1, 1, 1);
        Submitted newest = submit(1, 1, 1);

        Problem problem = oldest.problem();

        assertThat(problem.code()).isEqualTo(ProblemCode.QUEUE_FULL);
        assertThat(problem.retryAfter()).isPresent();
        system.runtime().runGate().open();
        first.numbers();
        newest.numbers();
        // Answered, or given up after two of these quick batches.
        third.answer().thenAccept(Prediction::close).exceptionally(refused -> null).join();
    }

    @Test
    void submit_moreRowsThanTheQueueHolds_isTooLarge() {
        serve("limits: {max-queue-rows: 2}");

        assertThat(submit(1, 1, 1, 2, 2, 2, 3, 3, 3).problem().code())
                .isEqualTo(ProblemCode.BATCH_TOO_LARGE);
    }

    @Test
    void submit_deadlinePassesInTheQueue_isNotExecuted() {
        serve();
        Submitted first = occupy();
        Submitted late =
                FakeSystem.submit(serving, serving.acquire(MODEL), Duration.ofMillis(1), 1, 1, 1);
        system.time().advance(Duration.ofMillis(2));
        system.runtime().runGate().open();

        first.numbers();
        assertThat(late.problem().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        assertThat(system.runtime().batchSizes()).containsExactly(1);
    }

    @Test
    void submit_deadlineAlreadyPassed_isRefused() {
        serve();

        Submitted late =
                FakeSystem.submit(serving, serving.acquire(MODEL), Duration.ofMillis(-1), 1, 1, 1);

        assertThat(late.problem().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
    }

    @Test
    void cancel_whileQueued_freesItsPlace() {
        serve("limits: {max-queue-rows: 1}");
        Submitted first = occupy();
        Submitted second = submit(1, 1, 1);

        second.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "the caller hung up", ""));
        Submitted third = submit(3, 3, 3);
        system.runtime().runGate().open();

        first.numbers();
        assertThat(second.problem().code()).isEqualTo(ProblemCode.CANCELLED);
        assertThat(third.numbers()).containsExactly(6, 6, 6);
        assertThat(system.runtime().batchSizes()).containsExactly(1, 1);
    }

    @Test
    void cancel_whileExecuting_answersTheCallerAtOnce() {
        serve();
        Submitted first = occupy();

        first.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "the caller hung up", ""));

        assertThat(first.problem().code()).isEqualTo(ProblemCode.CANCELLED);
    }

    @Test
    void cancel_afterTheAnswer_doesNothing() {
        serve();
        Submitted request = submit(1, 2, 3);
        assertThat(request.numbers()).containsExactly(2, 4, 6);

        request.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "too late", ""));

        assertThat(serving.statistics(ModelReference.of("m", "1")).cancelled()).isZero();
    }

    @Test
    void submit_maximumDelay_waitsForAFullBatch() {
        serve("batch: {max-size: 2, max-queue-delay: 10s}", "warm-up: 0");
        Submitted first = submit(1, 1, 1);
        Submitted second = submit(2, 2, 2);

        assertThat(first.numbers()).containsExactly(2, 2, 2);
        assertThat(second.numbers()).containsExactly(4, 4, 4);
        assertThat(system.runtime().batchSizes()).containsExactly(2);
    }

    @Test
    void submit_maximumDelayPasses_executesWhatThereIs() {
        serve("batch: {max-size: 8, max-queue-delay: 1ms}");

        Submitted alone = submit(1, 1, 1);
        system.time().advance(Duration.ofNanos(999_999));
        assertThat(system.runtime().runs()).isEmpty();
        system.time().advance(Duration.ofNanos(1));
        assertThat(alone.numbers()).containsExactly(2, 2, 2);
    }

    @Test
    void submit_twoExecutors_eachTakesItsShare() {
        serve("runtime: {engine: fake, executors: 2}");
        system.runtime().runGate().shut();
        List<Submitted> requests = new ArrayList<>(List.of(submit(1, 1, 1), submit(1, 1, 1)));
        system.runtime().runGate().awaitWaiting(2);
        for (int i = 0; i < 4; i++) {
            requests.add(submit(1, 1, 1));
        }
        system.runtime().runGate().open();

        requests.forEach(Submitted::numbers);
        // Which of the two begins first is the machine's choice.
        assertThat(system.runtime().batchSizes())
                .startsWith(1, 1)
                .contains(2)
                .allMatch(rows -> rows <= 2);
        assertThat(system.runtime().batchSizes().stream().mapToInt(rows -> rows).sum())
                .isEqualTo(6);
    }

    @Test
    void statistics_afterRequests_countWhatHappened() {
        serve();
        submit(1, 1, 1, 2, 2, 2).numbers();
        submit(1, 1, 1).numbers();

        ModelStatistics statistics = serving.statistics(ModelReference.of("m", "1"));

        assertThat(statistics.inferenceCount()).isEqualTo(3);
        assertThat(statistics.executionCount()).isEqualTo(2);
        assertThat(statistics.success().count()).isEqualTo(2);
        assertThat(statistics.batches())
                .extracting(ModelStatistics.Batch::rows)
                .containsExactly(1, 2);
        assertThat(statistics.lastInference()).isPresent();
    }
}
