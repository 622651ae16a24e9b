package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.execution.ModelStatistics;
import dev.berth.serving.execution.QueueStatus;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.lifecycle.LoadPolicy;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.RequestPriority;
import dev.berth.serving.request.Timings;
import dev.berth.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests that no caller waits for, on two executors.
class BackgroundTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final String TWO_EXECUTORS = "runtime: {engine: fake, executors: 2}";

    private final FakeSystem system;
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();

    @SuppressWarnings("NullAway.Init") // Every test opens it first.
    private ModelServer serving;

    BackgroundTest(@TempDir Path directory) {
        system = new FakeSystem(directory);
        system.write("busy", "1", 1, TWO_EXECUTORS);
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

    private void open() {
        serving = ModelServer.open(system.directory(), options());
    }

    private ServingOptions options() {
        return system.options()
                .withListener(
                        new ServingListener() {
                            @Override
                            public void onRequestCompleted(
                                    ModelReference model, String requestId, Timings timings) {
                                events.add(model + " answered");
                            }

                            @Override
                            public void onRequestFailed(
                                    ModelReference model, String requestId, Problem problem) {
                                events.add(model + " failed");
                            }

                            @Override
                            public void onBatchExecuted(
                                    ModelReference model, int rows, long nanos) {
                                events.add(model + " executed");
                            }
                        });
    }

    private void serve(String... settings) {
        system.write("m", "1", 2, settings);
        open();
    }

    private Submitted foreground(String model, float... numbers) {
        return FakeSystem.submit(serving, serving.acquire(ModelName.of(model)), AMPLE, numbers);
    }

    private Submitted background(String model, float... numbers) {
        return background(model, AMPLE, numbers);
    }

    private Submitted background(String model, Duration timeout, float... numbers) {
        var answer = new CompletableFuture<Prediction>();
        PredictionRequest like = FakeSystem.request(serving, timeout, numbers);
        var request =
                new PredictionRequest(
                        like.id(), like.inputs(), like.deadlineNanos(), RequestPriority.BACKGROUND);
        RequestHandle ticket =
                serving.acquire(ModelName.of(model)).submit(request, FutureCallback.to(answer));
        return new Submitted(ticket, answer);
    }

    /// Occupies executors until the gate opens.
    private List<Submitted> occupy(int executors) {
        system.runtime().runGate().shut();
        List<Submitted> busy = new ArrayList<>();
        for (int i = 1; i <= executors; i++) {
            busy.add(foreground("busy", i, i, i));
            system.runtime().runGate().awaitWaiting(i);
        }
        return busy;
    }

    /// The models that ran, in the order in which they began.
    private List<String> ran() {
        return system.runtime().runs().stream()
                .map(run -> run.artifact().getName(run.artifact().getNameCount() - 3).toString())
                .toList();
    }

    @Test
    void submit_nothingElseToDo_isExecutedAtOnce() {
        serve();
        assertThat(background("m", 1, 2, 3).numbers()).containsExactly(2, 4, 6);
    }

    @Test
    void submit_foregroundHasAllExecutorsAndMore_waitsForAllOfIt() {
        serve();
        List<Submitted> submitted = occupy(2);
        Submitted waiting = background("m", 1, 1, 1);
        for (int i = 0; i < 3; i++) {
            submitted.add(foreground("busy", 3, 3, 3));
            submitted.add(foreground("m", 3, 3, 3));
        }
        // One of the first two, in whose place a thread takes what came later.
        system.runtime().runGate().admit(1);
        Await.until(() -> ran().size() == 3);
        assertThat(waiting.answer()).isNotDone();
        system.runtime().runGate().open();

        submitted.forEach(Submitted::numbers);
        assertThat(waiting.numbers()).containsExactly(2, 2, 2);
        assertThat(ran().getLast()).isEqualTo("m");
        // Never in a batch with the three of the foreground.
        assertThat(system.runtime().batchSizes().getLast()).isEqualTo(1);
    }

    @Test
    void submit_foregroundLeavesOneExecutorIdle_oneAtATimeIsExecuted() {
        system.write("other", "1", 3);
        serve();
        List<Submitted> busy = occupy(1);
        Submitted first = background("m", 1, 1, 1);
        system.runtime().runGate().awaitWaiting(2);
        Submitted second = background("other", 1, 1, 1);
        // The foreground goes first, on the executor that it always has.
        Submitted third = foreground("busy", 1, 1, 1);
        system.runtime().runGate().awaitWaiting(3);
        assertThat(ran()).containsExactly("busy", "m", "busy");
        system.runtime().runGate().open();

        busy.forEach(Submitted::numbers);
        third.numbers();
        first.numbers();
        second.numbers();
        assertThat(ran()).containsExactly("busy", "m", "busy", "other");
    }

    @Test
    void submit_severalWait_areExecutedInSmallBatches() {
        serve("batch: {max-size: 16}");
        List<Submitted> busy = occupy(2);
        List<Submitted> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(background("m", i, i, i));
        }
        system.runtime().runGate().open();

        busy.forEach(Submitted::numbers);
        for (int i = 0; i < 10; i++) {
            assertThat(waiting.get(i).numbers()).containsExactly(2 * i, 2 * i, 2 * i);
        }
        assertThat(system.runtime().batchSizes()).containsExactly(1, 1, 2, 2, 2, 2, 2);
    }

    @Test
    void submit_moreThanMayWait_isRefusedAndTheForegroundIsNot() {
        serve("limits: {max-queue-rows: 2}");
        List<Submitted> submitted = occupy(2);
        submitted.add(background("m", 1, 1, 1));
        submitted.add(background("m", 1, 1, 1));
        Problem refused = background("m", 1, 1, 1).problem();
        submitted.add(foreground("m", 1, 1, 1));
        submitted.add(foreground("m", 1, 1, 1));

        assertThat(refused.code()).isEqualTo(ProblemCode.QUEUE_FULL);
        assertThat(refused.message()).contains("2 rows to execute in the background");
        assertThat(refused.retryAfter()).isPresent();
        assertThat(serving.queues())
                .filteredOn(queue -> queue.model().name().value().equals("m"))
                .extracting(QueueStatus::rows)
                .containsExactly(2);
        system.runtime().runGate().open();
        submitted.forEach(Submitted::numbers);
    }

    @Test
    void submit_noTimeWasLeftBeforeTheDeadline_isRefusedAndNotExecuted() {
        serve();
        List<Submitted> busy = occupy(2);
        Submitted late = background("m", Duration.ofMillis(50), 1, 1, 1);
        system.time().advance(Duration.ofMillis(51));
        Problem shed = late.problem();

        assertThat(shed.code()).isEqualTo(ProblemCode.QUEUE_FULL);
        assertThat(shed.message()).contains("left no time").contains("within 50 ms");
        system.runtime().runGate().open();
        busy.forEach(Submitted::numbers);
        assertThat(ran()).containsExactly("busy", "busy");
    }

    @Test
    void submit_deadlinePassesWhileItIsExecuted_isTerminated() {
        serve();
        system.runtime().runGate().shut();
        Submitted slow = background("m", Duration.ofMillis(200), 1, 1, 1);
        system.runtime().runGate().awaitWaiting(1);
        system.time().advance(Duration.ofMillis(201));

        assertThat(slow.problem().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        Await.until(() -> system.runtime().terminations() == 1);
    }

    @Test
    void submit_whateverItTakes_movesNoEstimateAndNoCount() {
        serve();
        system.runtime().runGate().shut();
        Submitted slow = background("m", 1, 1, 1);
        system.runtime().runGate().awaitWaiting(1);
        system.time().advance(Duration.ofMillis(200));
        system.runtime().runGate().open();
        slow.numbers();
        background("m", Duration.ofNanos(-1), 1, 1, 1).problem();

        ModelStatistics statistics = serving.statistics(ModelReference.of("m", "1"));
        assertThat(statistics.inferenceCount()).isZero();
        assertThat(statistics.executionCount()).isZero();
        assertThat(statistics.refused() + statistics.expired() + statistics.failure().count())
                .isZero();
        assertThat(statistics.lastInference()).isEmpty();
        assertThat(events).isEmpty();
        // With one row before it, it would be too late if the 200 ms counted.
        system.runtime().runGate().shut();
        Submitted first = foreground("m", 1, 1, 1);
        system.runtime().runGate().awaitWaiting(1);
        Submitted second = foreground("m", 1, 1, 1);
        Submitted third =
                FakeSystem.submit(
                        serving,
                        serving.acquire(ModelName.of("m")),
                        Duration.ofMillis(100),
                        1,
                        1,
                        1);
        assertThat(third.answer()).isNotDone();
        system.time().advance(Duration.ofMillis(101));
        assertThat(third.problem().code()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED);
        system.runtime().runGate().open();
        first.numbers();
        second.numbers();
    }

    @Test
    void cancel_waitingInTheBackground_isNotExecuted() {
        serve();
        List<Submitted> busy = occupy(2);
        Submitted waiting = background("m", 1, 1, 1);
        waiting.ticket().cancel(Problem.of(ProblemCode.CANCELLED, "given up", "wait"));

        assertThat(waiting.problem().code()).isEqualTo(ProblemCode.CANCELLED);
        system.runtime().runGate().open();
        busy.forEach(Submitted::numbers);
        assertThat(ran()).containsExactly("busy", "busy");
    }

    @Test
    void unload_withBackgroundUnderWayAndWaiting_answersItFirst() throws Exception {
        serve();
        system.runtime().runGate().shut();
        Submitted first = background("m", 1, 1, 1);
        system.runtime().runGate().awaitWaiting(1);
        Submitted second = background("m", 2, 2, 2);
        CompletableFuture<Void> unloaded = serving.unload(ModelName.of("m"));
        assertThat(unloaded).isNotDone();
        system.runtime().runGate().open();

        assertThat(first.numbers()).containsExactly(2, 2, 2);
        assertThat(second.numbers()).containsExactly(4, 4, 4);
        Await.result(unloaded);
        assertThat(system.runtime().openArtifacts()).isEqualTo(1);
    }

    @Test
    void acquire_noRoomButForModelsInTheBackground_theseAreGivenUp() {
        system.writeOfSize("held", "1", 2, 800);
        system.writeOfSize("wanted", "1", 3, 800);
        serving =
                ModelServer.open(
                        system.directory(),
                        options()
                                .withLoadPolicy(LoadPolicy.ON_DEMAND)
                                .withMemoryBytesMax(OptionalLong.of(1000)));
        system.runtime().runGate().shut();
        Submitted running = background("held", 1, 1, 1);
        system.runtime().runGate().awaitWaiting(1);
        Submitted waiting = background("held", 1, 1, 1);
        Submitted wanted = foreground("wanted", 1, 1, 1);
        system.runtime().runGate().open();

        assertThat(wanted.numbers()).containsExactly(3, 3, 3);
        assertThat(running.problem().message()).contains("make room");
        assertThat(waiting.problem().code()).isEqualTo(ProblemCode.QUEUE_FULL);
    }

    @Test
    void stopAdmitting_givesUpWhatIsInTheBackground() {
        serve();
        List<Submitted> busy = occupy(2);
        Submitted waiting = background("m", 1, 1, 1);
        serving.stopAdmitting();

        assertThat(waiting.problem().code()).isEqualTo(ProblemCode.DRAINING);
        system.runtime().runGate().open();
        busy.forEach(Submitted::numbers);
        assertThat(serving.awaitIdle(AMPLE)).isTrue();
    }

    @Test
    void submit_byAnInlineExecutor_isNotExecutedThere() {
        system.write("m", "1", 2, "runtime: {engine: fake, options: {quick: 'true'}}");
        serving =
                ModelServer.open(
                        system.directory(),
                        options().withInlineExecutors(1).withTime(FakeSystem.ticking()));
        var answer = new CompletableFuture<Prediction>();
        PredictionRequest like = FakeSystem.request(serving, AMPLE, 1, 1, 1);
        var inline =
                new InlineExecutor(
                        0,
                        task -> {
                            throw new AssertionError("on the inline thread");
                        });
        // As a model is known to be quick only once its foreground batches were seen to be.
        for (int i = 0; i < 10; i++) {
            foreground("m", 1, 1, 1).numbers();
        }
        RequestHandle ticket =
                serving.acquire(ModelName.of("m"))
                        .submit(
                                new PredictionRequest(
                                        like.id(),
                                        like.inputs(),
                                        like.deadlineNanos(),
                                        RequestPriority.BACKGROUND),
                                FutureCallback.to(answer),
                                inline);
        assertThat(new Submitted(ticket, answer).numbers()).containsExactly(2, 2, 2);
    }
}
