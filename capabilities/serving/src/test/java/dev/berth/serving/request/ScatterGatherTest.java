package dev.berth.serving.request;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.testkit.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Parts of a request, whose answers the test gives.
class ScatterGatherTest {
    private static final Problem PROBLEM = Problem.of(ProblemCode.QUEUE_FULL, "full", "later");
    private static final Timings NOW = new Timings(0, 0, 0, 0, 0, 0, 0, 1, 1, 1);

    private final Map<Integer, PredictionCallback> sent = new HashMap<>();
    private final List<Integer> cancelled = new ArrayList<>();
    private final List<Integer> discarded = new ArrayList<>();
    private final CompletableFuture<Map<Integer, Problem>> outcome = new CompletableFuture<>();
    private int predicted;

    private ScatterGather all(int count, ScatterGather.Mode mode) {
        return new ScatterGather(
                count,
                mode,
                new ScatterGather.Parts() {
                    @Override
                    public RequestHandle send(int part, PredictionCallback reply) {
                        sent.put(part, reply);
                        return ticket(part);
                    }

                    @Override
                    public void discard(int from) {
                        discarded.add(from);
                    }
                },
                outcome());
    }

    private ScatterGather.Outcome outcome() {
        return new ScatterGather.Outcome() {
            @Override
            public void gathered(
                    List<@Nullable Prediction> predictions, Map<Integer, Problem> problems) {
                predicted = (int) predictions.stream().filter(each -> each != null).count();
                assertThat(outcome.complete(problems)).isTrue();
            }

            @Override
            public void failed(Problem problem) {
                assertThat(outcome.completeExceptionally(problem.asException())).isTrue();
            }
        };
    }

    private PredictionCallback reply(int part) {
        return requireNonNull(sent.get(part));
    }

    private RequestHandle ticket(int part) {
        return new RequestHandle() {
            @Override
            public void cancel(Problem reason) {
                cancelled.add(part);
            }

            @Override
            public Timings timings() {
                return NOW;
            }
        };
    }

    private static Prediction prediction() {
        return new Prediction(ModelReference.of("m", "1"), new NamedTensors(), NOW);
    }

    @Test
    void parts_areSentAWindowAtATime_andEachAnswerSendsOne() {
        all(200, ScatterGather.Mode.ALL_OR_NOTHING).start();
        assertThat(sent).hasSize(ScatterGather.WINDOW);
        for (int part = 0; part < 200; part++) {
            assertThat(sent).hasSize(Math.min(200, ScatterGather.WINDOW + part));
            reply(part).succeed(prediction());
        }
        assertThat(outcome.join()).isEmpty();
        assertThat(predicted).isEqualTo(200);
        assertThat(discarded).containsExactly(200);
    }

    @Test
    void part_fails_allOthersAreGivenUp_andWhatWasNotSentIsDiscarded() {
        all(200, ScatterGather.Mode.ALL_OR_NOTHING).start();
        reply(0).succeed(prediction());
        reply(5).fail(PROBLEM);
        assertThat(outcome).isCompletedExceptionally();
        assertThat(cancelled).hasSize(ScatterGather.WINDOW - 1).doesNotContain(0, 5);
        assertThat(discarded).containsExactly(ScatterGather.WINDOW + 1);
        assertThat(sent).hasSize(ScatterGather.WINDOW + 1);
    }

    @Test
    void part_fails_whereEachStandsForItself_theOthersGoOn() {
        all(100, ScatterGather.Mode.EACH).start();
        for (int part = 0; part < 100; part++) {
            if (part % 2 == 0) {
                reply(part).fail(PROBLEM);
            } else {
                reply(part).succeed(prediction());
            }
        }
        assertThat(outcome.join()).hasSize(50).containsEntry(98, PROBLEM);
        assertThat(predicted).isEqualTo(50);
    }

    @Test
    void cancelled_nothingMoreIsSent() {
        ScatterGather all = all(200, ScatterGather.Mode.EACH);
        all.start();
        all.cancel(PROBLEM);
        all.cancel(PROBLEM);
        reply(3).succeed(prediction());
        assertThat(outcome).isCompletedExceptionally();
        assertThat(cancelled).hasSize(ScatterGather.WINDOW);
        assertThat(discarded).containsExactly(ScatterGather.WINDOW);
        assertThat(sent).hasSize(ScatterGather.WINDOW);
    }

    /// Answers that come at once neither pile up on the stack nor hold the sender up.
    @Test
    void parts_answeredAtOnce_areSentByAnotherThreadAfterAWindow() throws Exception {
        Thread here = Thread.currentThread();
        var here64 = new ArrayList<Integer>();
        new ScatterGather(
                        50_000,
                        ScatterGather.Mode.ALL_OR_NOTHING,
                        new ScatterGather.Parts() {
                            @Override
                            public RequestHandle send(int part, PredictionCallback reply) {
                                if (Thread.currentThread() == here) {
                                    here64.add(part);
                                }
                                reply.succeed(prediction());
                                return ticket(part);
                            }

                            @Override
                            public void discard(int from) {}
                        },
                        outcome())
                .start();
        assertThat(Await.result(outcome)).isEmpty();
        assertThat(predicted).isEqualTo(50_000);
        assertThat(here64).hasSize(ScatterGather.WINDOW);
        assertThat(cancelled).isEmpty();
    }

    @Test
    void sender_throws_thePartFails() {
        new ScatterGather(
                        3,
                        ScatterGather.Mode.EACH,
                        new ScatterGather.Parts() {
                            @Override
                            public RequestHandle send(int part, PredictionCallback reply) {
                                if (part == 1) {
                                    throw PROBLEM.asException();
                                }
                                reply.succeed(prediction());
                                return ticket(part);
                            }

                            @Override
                            public void discard(int from) {}
                        },
                        outcome())
                .start();
        assertThat(outcome.join()).containsExactly(Map.entry(1, PROBLEM));
    }
}
