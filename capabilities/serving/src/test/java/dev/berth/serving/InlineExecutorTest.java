package dev.berth.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.FakeSystem.Submitted;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InlineExecutorTest {
    private static final ModelName MODEL = ModelName.of("m");
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final String QUICK = "runtime: {engine: fake, options: {quick: 'true'}}";

    private static final Problem GIVEN_UP = Problem.of(ProblemCode.CANCELLED, "given up", "wait");

    /// A version becomes quick once its batches have been seen to be, which is recorded after their
    /// answers.
    private static final int TRIES_MAX = 100;

    @TempDir Path directory;

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final InlineExecutor inline = new InlineExecutor(1, tasks::add);
    private FakeSystem system;

    @BeforeEach
    void makeSystem() {
        system = new FakeSystem(directory);
    }

    private ModelServer open() {
        return ModelServer.open(
                directory, system.options().withInlineExecutors(2).withTime(FakeSystem.ticking()));
    }

    private Submitted submit(ModelServer serving, float... numbers) {
        return FakeSystem.submit(serving, serving.acquire(MODEL), AMPLE, inline, numbers);
    }

    /// Calls the model until a request is left to the inline executor, which waits there.
    private Submitted submitInline(ModelServer serving, float... numbers) {
        for (int i = 0; i < TRIES_MAX; i++) {
            Submitted submitted = submit(serving, numbers);
            if (!tasks.isEmpty()) {
                return submitted;
            }
            submitted.numbers();
        }
        throw new AssertionError("never quick");
    }

    /// Calls the model until its requests are left to the inline executor, and runs them.
    private void makeQuick(ModelServer serving) {
        Submitted submitted = submitInline(serving, 1, 1, 1);
        runTasks();
        submitted.numbers();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    @Test
    void submit_quickModel_isExecutedByTheLanesThread() {
        system.write("m", "1", 2, QUICK);
        try (ModelServer serving = open()) {
            Submitted submitted = submitInline(serving, 1, 2, 3);
            assertThat(submitted.answer()).isNotDone();
            runTasks();
            assertThat(submitted.answer()).isDone();
            assertThat(submitted.numbers()).containsExactly(2, 4, 6);
        }
    }

    @Test
    void submit_severalBeforeTheExecutorRuns_areExecutedTogether() {
        system.write("m", "1", 2, QUICK);
        try (ModelServer serving = open()) {
            List<Submitted> submitted = new ArrayList<>();
            submitted.add(submitInline(serving, 0, 0, 0));
            for (int i = 1; i < 5; i++) {
                submitted.add(submit(serving, i, i, i));
            }
            assertThat(tasks).hasSize(1);
            runTasks();
            for (int i = 0; i < 5; i++) {
                try (Prediction prediction = submitted.get(i).answer().join()) {
                    assertThat(prediction.timings().batchRows()).isEqualTo(5);
                    assertThat(prediction.outputs().require("y").toFloats())
                            .containsExactly(2 * i, 2 * i, 2 * i);
                }
            }
        }
    }

    @Test
    void submit_moreRowsThanAreQuick_isHandedToThePool() {
        system.write("m", "1", 2, QUICK, "limits: {max-queue-rows: 5000}");
        try (ModelServer serving = open()) {
            makeQuick(serving);
            Submitted large = submit(serving, new float[3 * 1000]);
            assertThat(tasks).isEmpty();
            assertThat(large.numbers()).hasSize(3 * 1000);
        }
    }

    @Test
    void submit_moreThanALaneDoesInOneGo_isHandedToThePool() {
        system.write("m", "1", 2, QUICK, "limits: {max-queue-rows: 500000}");
        try (ModelServer serving = open()) {
            List<Submitted> submitted = new ArrayList<>();
            submitted.add(submitInline(serving, new float[3 * 100]));
            for (int i = 0;
                    i < 5000 && submitted.stream().noneMatch(s -> s.answer().isDone());
                    i++) {
                submitted.add(submit(serving, new float[3 * 100]));
            }
            // Nothing has run the inline executor.
            assertThat(submitted.getFirst().answer()).isNotDone();
            assertThat(submitted).anyMatch(s -> s.answer().isDone());
            runTasks();
            submitted.forEach(s -> assertThat(s.numbers()).hasSize(3 * 100));
        }
    }

    @Test
    void submit_longText_isHandedToThePool() {
        system.writeWithText("m", "1", QUICK);
        try (ModelServer serving = open()) {
            Submitted quick = submitText(serving, "short");
            for (int i = 0; i < TRIES_MAX && tasks.isEmpty(); i++) {
                quick.numbers();
                quick = submitText(serving, "short");
            }
            assertThat(tasks).isNotEmpty();
            runTasks();
            quick.numbers();
            Submitted large = submitText(serving, "long ".repeat(1000));
            assertThat(tasks).isEmpty();
            assertThat(large.numbers()).hasSize(3);
        }
    }

    private Submitted submitText(ModelServer serving, String text) {
        PredictionRequest request = FakeSystem.request(serving, AMPLE, 1, 2, 3);
        request.inputs().put("text", Tensor.ofStrings(Shape.of(1), List.of(text)));
        var answer = new CompletableFuture<Prediction>();
        RequestHandle ticket =
                serving.acquire(MODEL).submit(request, FutureCallback.to(answer), inline);
        return new Submitted(ticket, answer);
    }

    @Test
    void submit_laneIsGone_isExecutedByThePool() {
        system.write("m", "1", 2, QUICK);
        try (ModelServer serving = open()) {
            makeQuick(serving);
            var gone =
                    new InlineExecutor(
                            0,
                            task -> {
                                throw new RejectedExecutionException("stopped");
                            });
            Submitted submitted =
                    FakeSystem.submit(serving, serving.acquire(MODEL), AMPLE, gone, 1, 2, 3);
            assertThat(submitted.numbers()).containsExactly(2, 4, 6);
        }
    }

    @Test
    void submit_modelThatIsNotQuickOrSaysWhoExecutes_isExecutedByThePool() {
        system.write("m", "1", 2);
        system.write("own", "1", 2, QUICK.replace("fake,", "fake, executors: 1,"));
        system.write("waits", "1", 2, QUICK, "batch: {max-queue-delay: 1ms}");
        try (ModelServer serving = open()) {
            for (String name : List.of("m", "own", "waits")) {
                for (int i = 0; i < 100; i++) {
                    Submitted submitted =
                            FakeSystem.submit(
                                    serving,
                                    serving.acquire(ModelName.of(name)),
                                    AMPLE,
                                    inline,
                                    1,
                                    1,
                                    1);
                    assertThat(submitted.numbers()).containsExactly(2, 2, 2);
                    assertThat(tasks).isEmpty();
                }
            }
        }
    }

    @Test
    void cancel_waitingInline_isNotExecuted() {
        system.write("m", "1", 2, QUICK);
        try (ModelServer serving = open()) {
            Submitted submitted = submitInline(serving, 1, 2, 3);
            submitted.ticket().cancel(GIVEN_UP);
            runTasks();
            assertThat(submitted.problem()).isEqualTo(GIVEN_UP);
        }
    }
}
