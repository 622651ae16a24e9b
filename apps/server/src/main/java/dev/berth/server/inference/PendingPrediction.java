package dev.berth.server.inference;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.ScatterGather;
import dev.berth.serving.request.Timings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// A prediction in flight: one request to serving for each group of inputs, answered together.
/// Lives on one event loop.
public final class PendingPrediction {
    private static final Problem LATE =
            Problem.of(
                    ProblemCode.DEADLINE_EXCEEDED,
                    "the answer came after the time that the request allows",
                    "allow more time, or send less at once");

    private final EventLoopContext loop;
    private final long deadlineNanos;
    private final PredictionResultHandler outcome;
    private final @Nullable Prediction[] predictions;
    private final List<RequestHandle> tickets;
    private final Map<Integer, Problem> problems = new HashMap<>(0);
    private int open;
    private boolean submitting = true;
    private boolean done;

    PendingPrediction(
            EventLoopContext loop,
            int groups,
            long deadlineNanos,
            PredictionResultHandler outcome) {
        this.loop = loop;
        this.deadlineNanos = deadlineNanos;
        this.outcome = outcome;
        this.predictions = new Prediction[groups];
        this.tickets = new ArrayList<>(groups);
        this.open = groups;
    }

    /// Gives the prediction up; its outcome is this problem, unless it has one already.
    public void cancel(Problem reason) {
        if (!done) {
            tickets.forEach(ticket -> ticket.cancel(reason));
            // Its answer may be on the way to this event loop already.
            failed(reason);
        }
    }

    /// How far it has come: of several groups, the one that came last.
    ///
    /// @return null if nothing was sent
    public @Nullable Timings timings() {
        Timings last = null;
        for (RequestHandle ticket : tickets) {
            Timings timings = ticket.timings();
            if (last == null || timings.lastNanos() > last.lastNanos()) {
                last = timings;
            }
        }
        return last;
    }

    void add(RequestHandle ticket) {
        tickets.add(ticket);
    }

    /// Sends what are more groups than may be in flight at a time; their answers come here
    /// together.
    void submit(ScatterGather.Parts parts) {
        var mode =
                outcome instanceof PartialResultHandler
                        ? ScatterGather.Mode.EACH
                        : ScatterGather.Mode.ALL_OR_NOTHING;
        var all = new ScatterGather(predictions.length, mode, parts, new Together());
        tickets.add(all);
        all.start();
    }

    /// Receiver of the answers to all groups, on serving's threads.
    private final class Together implements ScatterGather.Outcome {
        @Override
        public void gathered(
                List<@Nullable Prediction> answers, Map<Integer, Problem> problemsOfGroups) {
            try {
                loop.later(() -> arrived(answers, problemsOfGroups));
            } catch (RejectedExecutionException loopIsGone) {
                close(answers);
            }
        }

        @Override
        public void failed(Problem problem) {
            try {
                loop.later(() -> PendingPrediction.this.failed(problem));
            } catch (RejectedExecutionException loopIsGone) {
                // With its connections: no caller waits for this.
            }
        }
    }

    private void arrived(List<@Nullable Prediction> answers, Map<Integer, Problem> ofGroups) {
        if (done) {
            close(answers);
        } else if (outcome instanceof PartialResultHandler partial) {
            // Each of them came before its deadline, or is among the problems.
            done = true;
            partial.predictedInPart(answers, ofGroups);
        } else if (deadlineNanos - System.nanoTime() < 0) {
            close(answers);
            failed(LATE);
        } else {
            done = true;
            outcome.predicted(answers.stream().map(Objects::requireNonNull).toList());
        }
    }

    private static void close(List<@Nullable Prediction> answers) {
        answers.stream().filter(Objects::nonNull).forEach(Prediction::close);
    }

    /// The requests of all groups are sent. Until then no outcome is given, so that the caller that
    /// submits has this in hand before it ends.
    void submitted() {
        submitting = false;
    }

    /// Where serving sends the answer to one group; it is called on serving's threads.
    PredictionCallback replyFor(int group) {
        return new PredictionCallback() {
            @Override
            public void succeed(Prediction prediction) {
                if (mayAnswerHere()) {
                    // It was ready just now, which saves a reading of the clock.
                    arrived(group, prediction, prediction.timings().lastNanos());
                    return;
                }
                try {
                    loop.later(() -> arrived(group, prediction, System.nanoTime()));
                } catch (RejectedExecutionException loopIsGone) {
                    prediction.close();
                }
            }

            @Override
            public void fail(Problem problem) {
                if (mayAnswerHere()) {
                    failed(group, problem);
                    return;
                }
                try {
                    loop.later(() -> failed(group, problem));
                } catch (RejectedExecutionException loopIsGone) {
                    // With its connections: no caller waits for this.
                }
            }
        };
    }

    private boolean mayAnswerHere() {
        return loop.isHere() && !submitting;
    }

    private void arrived(int group, Prediction prediction, long nowNanos) {
        if (done) {
            prediction.close();
            return;
        }
        if (deadlineNanos - nowNanos < 0) {
            prediction.close();
            failed(group, LATE);
            return;
        }
        predictions[group] = prediction;
        ended();
    }

    /// One group has ended, in whatever way.
    private void ended() {
        if (--open > 0) {
            return;
        }
        done = true;
        if (problems.isEmpty()) {
            outcome.predicted(Arrays.asList(predictions));
        } else if (outcome instanceof PartialResultHandler partial) {
            partial.predictedInPart(Arrays.asList(predictions), problems);
        }
    }

    private void failed(int group, Problem problem) {
        if (done) {
            return;
        }
        if (outcome instanceof PartialResultHandler) {
            problems.put(group, problem);
            ended();
        } else {
            failed(problem);
        }
    }

    private void failed(Problem problem) {
        if (done) {
            return;
        }
        done = true;
        for (Prediction prediction : predictions) {
            if (prediction != null) {
                prediction.close();
            }
        }
        if (tickets.size() > 1) {
            tickets.forEach(ticket -> ticket.cancel(problem));
        }
        outcome.failed(problem);
    }
}
