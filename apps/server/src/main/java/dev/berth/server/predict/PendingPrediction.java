package dev.berth.server.predict;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.serving.Prediction;
import dev.berth.serving.Reply;
import dev.berth.serving.Ticket;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A prediction under way: one request to serving for each group of inputs, answered together.
/// Lives on one event loop.
public final class PendingPrediction {
    private static final long NO_TIMER = -1;

    private final Context context;
    private final Outcome outcome;
    private final @Nullable Prediction[] predictions;
    private final List<Ticket> tickets;
    private int open;
    private boolean done;
    private long timer = NO_TIMER;

    PendingPrediction(Context context, int groups, Outcome outcome) {
        this.context = context;
        this.outcome = outcome;
        this.predictions = new Prediction[groups];
        this.tickets = new ArrayList<>(groups);
        this.open = groups;
    }

    /// Gives the prediction up; its outcome is this problem, unless it has one already.
    public void cancel(Problem reason) {
        if (!done) {
            tickets.forEach(ticket -> ticket.cancel(reason));
        }
    }

    void add(Ticket ticket) {
        tickets.add(ticket);
    }

    /// Cancels when this time has passed.
    void expireAfter(long millis) {
        timer =
                context.owner()
                        .setTimer(
                                Math.max(1, millis),
                                id -> {
                                    timer = NO_TIMER;
                                    cancel(
                                            Problem.of(
                                                    ProblemCode.DEADLINE_EXCEEDED,
                                                    "no answer within the "
                                                            + millis
                                                            + " ms that the request allows",
                                                    "allow more time, or send less at once"));
                                });
    }

    /// Where serving sends the answer to one group; it is called on serving's threads.
    Reply replyFor(int group) {
        return new Reply() {
            @Override
            public void succeed(Prediction prediction) {
                context.runOnContext(v -> arrived(group, prediction));
            }

            @Override
            public void fail(Problem problem) {
                context.runOnContext(v -> failed(problem));
            }
        };
    }

    private void arrived(int group, Prediction prediction) {
        if (done) {
            prediction.close();
            return;
        }
        predictions[group] = prediction;
        if (--open == 0) {
            finish();
            outcome.predicted(Arrays.asList(predictions));
        }
    }

    private void failed(Problem problem) {
        if (done) {
            return;
        }
        finish();
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

    private void finish() {
        done = true;
        if (timer != NO_TIMER) {
            context.owner().cancelTimer(timer);
        }
    }
}
