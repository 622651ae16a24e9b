package dev.berth.serving.request;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The parts of one request, sent one after the other and answered together.
///
/// At most [#WINDOW] of them are in flight at a time; the thread that brings the answer to one
/// sends the next. So a request of many parts holds state for a few, whatever is given up with it
/// has not begun, and no thread is held up for longer than sending a window takes: a thread that
/// has sent as many leaves the others to another one. Thread-safe.
///
/// Source of the pattern: G. Hohpe, B. Woolf, Enterprise Integration Patterns, 2003
/// (Scatter-Gather).
public final class ScatterGather implements RequestHandle {
    /// Enough that the executors of a model always find batches, and that steps which wait for
    /// other servers do so side by side; to send them takes some 0.5 ms.
    public static final int WINDOW = 64;

    private static final int NONE = -1;
    private static final int LATER = -2;

    private static final Logger LOG = LoggerFactory.getLogger(ScatterGather.class);

    private final Parts parts;
    private final Outcome outcome;
    private final Mode mode;
    private final long startNanos = System.nanoTime();
    private final @Nullable Prediction[] predictions;
    private final @Nullable RequestHandle[] tickets;
    private final BitSet ended = new BitSet();
    private final Map<Integer, Problem> problems = new HashMap<>(0);
    private int next;
    private int inFlight;
    private int open;
    private boolean sending;
    private @Nullable Problem givenUp;
    private boolean over;
    private volatile long endNanos = Timings.NOT_REACHED;

    /// Treatment of the other parts when one fails.
    public enum Mode {
        /// They are given up, and the problem is that of all.
        ALL_OR_NOTHING,
        /// Nothing; each part stands for itself.
        EACH
    }

    /// The parts to send; one call at a time.
    public interface Parts {
        /// Sends a part, as [Lease#submit] does.
        RequestHandle send(int part, PredictionCallback reply);

        /// Gives back the inputs of the parts that will not be sent, from this one on; the last
        /// call.
        void discard(int from);
    }

    /// Callback for the answers: exactly one of the two is called, exactly once, on a thread that
    /// must not be blocked.
    public interface Outcome {
        /// What came of the parts.
        ///
        /// @param predictions in the order of the parts, null for those that failed; the receiver
        ///   closes them
        /// @param problems of the others, by their positions
        void gathered(List<@Nullable Prediction> predictions, Map<Integer, Problem> problems);

        void failed(Problem problem);
    }

    /// @param count of parts, at least 1
    public ScatterGather(int count, Mode mode, Parts parts, Outcome outcome) {
        this.parts = parts;
        this.outcome = outcome;
        this.mode = mode;
        this.predictions = new Prediction[count];
        this.tickets = new RequestHandle[count];
        this.open = count;
    }

    /// Sends the first parts, unless it was given up before. Never blocks; the outcome may come
    /// before this returns.
    public void start() {
        synchronized (this) {
            if (over) {
                return;
            }
            sending = true;
        }
        sendParts();
    }

    private void sendParts() {
        for (int sent = 0; ; sent++) {
            int part;
            synchronized (this) {
                if (over || next == predictions.length) {
                    // No caller sends after this.
                    part = NONE;
                } else if (inFlight == WINDOW) {
                    sending = false;
                    return;
                } else if (sent == WINDOW) {
                    part = LATER;
                } else {
                    part = next++;
                    inFlight++;
                }
            }
            switch (part) {
                case NONE -> {
                    parts.discard(next);
                    return;
                }
                case LATER -> {
                    var _ = Thread.ofVirtual().name("berth-parts").start(this::sendParts);
                    return;
                }
                default -> send(part);
            }
        }
    }

    private void send(int part) {
        RequestHandle ticket;
        try {
            ticket = parts.send(part, replyFor(part));
        } catch (RuntimeException | Error e) {
            end(part, null, problem(e));
            return;
        }
        Problem reason;
        synchronized (this) {
            if (!over && !ended.get(part)) {
                tickets[part] = ticket;
                return;
            }
            reason = givenUp;
        }
        if (reason != null) {
            ticket.cancel(reason);
        }
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem.problem();
        }
        LOG.error("a part of a request could not be sent", failure);
        return Problem.of(
                ProblemCode.INTERNAL_ERROR,
                "a part of the request could not be sent: " + failure,
                "report it with the server's log of this request");
    }

    private PredictionCallback replyFor(int part) {
        return new PredictionCallback() {
            @Override
            public void succeed(Prediction prediction) {
                end(part, prediction, null);
            }

            @Override
            public void fail(Problem problem) {
                end(part, null, problem);
            }
        };
    }

    private void end(int part, @Nullable Prediction prediction, @Nullable Problem problem) {
        boolean goesOn = false;
        boolean isLast = false;
        synchronized (this) {
            if (over || ended.get(part)) {
                if (prediction != null) {
                    prediction.close();
                }
                return;
            }
            ended.set(part);
            tickets[part] = null;
            inFlight--;
            predictions[part] = prediction;
            if (problem == null || mode == Mode.EACH) {
                if (problem != null) {
                    problems.put(part, problem);
                }
                isLast = --open == 0;
                over = isLast;
                goesOn = !isLast && !sending && next < predictions.length;
                sending |= goesOn;
            }
        }
        if (isLast) {
            endNanos = System.nanoTime();
            outcome.gathered(Arrays.asList(predictions), problems);
        } else if (goesOn) {
            sendParts();
        } else if (problem != null && mode == Mode.ALL_OR_NOTHING) {
            cancel(problem);
        }
    }

    /// Gives all parts up, those that were not sent without having begun.
    @Override
    public void cancel(Problem reason) {
        List<RequestHandle> sent = new ArrayList<>();
        boolean discards;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            givenUp = reason;
            // The sending thread does the rest.
            discards = !sending && next < predictions.length;
            for (RequestHandle ticket : tickets) {
                if (ticket != null) {
                    sent.add(ticket);
                }
            }
            Arrays.fill(tickets, null);
            for (Prediction prediction : predictions) {
                if (prediction != null) {
                    prediction.close();
                }
            }
        }
        endNanos = System.nanoTime();
        if (discards) {
            parts.discard(next);
        }
        sent.forEach(ticket -> ticket.cancel(reason));
        outcome.failed(reason);
    }

    /// All of it counts as execution.
    @Override
    public Timings timings() {
        long end = endNanos;
        int rows = predictions.length;
        return new Timings(
                startNanos, startNanos, startNanos, startNanos, end, end, end, rows, rows, 1);
    }
}
