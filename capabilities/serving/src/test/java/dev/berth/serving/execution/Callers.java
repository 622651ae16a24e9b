package dev.berth.serving.execution;

import java.util.List;
import java.util.Random;

/// Callers of a [SimulatedServer], with counts of their answers.
final class Callers {
    private static final double DEADLINE_SECONDS = 30;

    private final VirtualTime time;
    private final Random random;
    private final SimulatedServer server;
    private final List<Double> deadlineSeconds;
    private final Answers answers;

    /// Of requests that came since a moment.
    static final class Answers {
        private final long sinceNanos;
        private int sent;
        private int answered;

        Answers(long sinceNanos) {
            this.sinceNanos = sinceNanos;
        }

        int sent() {
            return sent;
        }

        int answered() {
            return answered;
        }
    }

    Callers(VirtualTime time, Random random, SimulatedServer server, Answers answers) {
        this(time, random, server, List.of(DEADLINE_SECONDS), answers);
    }

    private Callers(
            VirtualTime time,
            Random random,
            SimulatedServer server,
            List<Double> deadlineSeconds,
            Answers answers) {
        this.time = time;
        this.random = random;
        this.server = server;
        this.deadlineSeconds = deadlineSeconds;
        this.answers = answers;
    }

    /// The same with one of these timeouts for each request.
    Callers within(List<Double> seconds) {
        return new Callers(time, random, server, seconds, answers);
    }

    /// One request, sent once.
    void send() {
        boolean counts = counts();
        int drawn = random.nextInt(deadlineSeconds.size());
        long deadline = time.nanos() + VirtualTime.ofSeconds(deadlineSeconds.get(drawn));
        server.submit(deadline, new Request(counts, deadline, 0, false));
    }

    /// So many requests, each sent again when refused.
    ///
    /// @param deadlineNanos when none of them is wanted any more
    void askUntilAnswered(int clients, long deadlineNanos, double spread) {
        for (int i = 0; i < clients; i++) {
            server.submit(deadlineNanos, new Request(counts(), deadlineNanos, spread, true));
        }
    }

    private boolean counts() {
        boolean counts = time.nanos() >= answers.sinceNanos;
        answers.sent += counts ? 1 : 0;
        return counts;
    }

    private final class Request implements SimulatedServer.Outcome {
        private final boolean counts;
        private final long deadlineNanos;
        private final double spread;
        private final boolean asksAgain;

        Request(boolean counts, long deadlineNanos, double spread, boolean asksAgain) {
            this.counts = counts;
            this.deadlineNanos = deadlineNanos;
            this.spread = spread;
            this.asksAgain = asksAgain;
        }

        @Override
        public void answered() {
            answers.answered += counts ? 1 : 0;
        }

        @Override
        public void refused(long retryAfterNanos) {
            double seconds = Math.max(1, Math.ceil((double) retryAfterNanos / VirtualTime.SECOND));
            double wait = seconds * (1 + spread * random.nextDouble());
            long again = time.nanos() + VirtualTime.ofSeconds(wait);
            if (asksAgain && again < deadlineNanos) {
                time.at(again, () -> server.submit(deadlineNanos, this));
            }
        }

        @Override
        public void late() {}
    }
}
