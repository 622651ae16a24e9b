package dev.berth.server.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.server.memory.InFlightByteBudget;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.Timings;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.RealTime;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Answers that come when no caller wants them any more: they are not written.
class PendingPredictionTest {
    /// Longer than any test.
    private static final Duration LONG = Duration.ofHours(1);

    private final Vertx vertx = Vertx.vertx();
    private final EventLoopContext loop =
            EventLoopContext.current(vertx, 0, new InFlightByteBudget(1 << 20).loop());
    private final TensorPool pool = new TensorPool();
    private final BlockingQueue<String> outcomes = new LinkedBlockingQueue<>();

    @AfterEach
    void nothingIsLeftOpen() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        assertThat(outcomes).isEmpty();
        assertThat(pool.blocksInUse()).isZero();
    }

    private PendingPrediction pending(Duration left) {
        var outcome =
                new PredictionResultHandler() {
                    @Override
                    public void predicted(List<Prediction> predictions) {
                        predictions.forEach(Prediction::close);
                        outcomes.add("predicted");
                    }

                    @Override
                    public void failed(Problem problem) {
                        outcomes.add(problem.code().name());
                    }
                };
        var pending = new PendingPrediction(loop, 1, RealTime.deadline(left), outcome);
        pending.submitted();
        return pending;
    }

    private Prediction prediction() {
        var outputs = new NamedTensors();
        outputs.put("y", Tensor.ofFloats(pool, Shape.of(1, 1), 1));
        long none = Timings.NOT_REACHED;
        return new Prediction(
                ModelReference.of("m", "1"),
                outputs,
                new Timings(0, none, none, none, none, none, none, 1, 0, 0));
    }

    private String outcome() throws InterruptedException {
        return Await.next(outcomes);
    }

    @Test
    void succeed_inTime_isWritten() throws Exception {
        pending(LONG).replyFor(0).succeed(prediction());

        assertThat(outcome()).isEqualTo("predicted");
    }

    @Test
    void succeed_deadlinePassedBeforeTheEventLoopHeardOfIt_isNotWritten() throws Exception {
        pending(Duration.ofMillis(-1)).replyFor(0).succeed(prediction());

        assertThat(outcome()).isEqualTo(ProblemCode.DEADLINE_EXCEEDED.name());
    }

    @Test
    void cancel_answerOnItsWayToTheEventLoop_isNotWritten() throws Exception {
        PendingPrediction pending = pending(LONG);
        loop.later(
                () -> {
                    // What is sent from elsewhere comes after this task.
                    pending.cancel(Problem.of(ProblemCode.CANCELLED, "the caller hung up", ""));
                });
        pending.replyFor(0).succeed(prediction());

        assertThat(outcome()).isEqualTo(ProblemCode.CANCELLED.name());
    }
}
