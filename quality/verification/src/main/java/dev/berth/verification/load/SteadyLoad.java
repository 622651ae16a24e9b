package dev.berth.verification.load;

import dev.berth.client.AttemptKind;
import dev.berth.client.BerthClient;
import dev.berth.client.CallOptions;
import dev.berth.client.CallResult;
import dev.berth.client.ClientListener;
import dev.berth.client.ClientOptions;
import dev.berth.client.Predictor;
import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.AttemptOutcome;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.verification.load.CallSamples.Call;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Load at a constant rate, open-loop unless the calls in flight are bounded, alternating records
/// over HTTP and tensors over gRPC, by a client with default options except for the timeout.
public final class SteadyLoad implements AutoCloseable {
    /// Far above a normal response time, and below the duration of a phase.
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final long ROOM_POLL_NANOS = 100_000;
    private static final float INPUT = 14;
    private static final float OUTPUT = INPUT * TripleSystem.FACTOR;

    private final BerthClient client;
    private final long intervalNanos;
    private final int inFlightMax;
    private final Queue<Call> samples = new ConcurrentLinkedQueue<>();

    /// When the calls without a result were due.
    private final NavigableSet<Long> underWay = new ConcurrentSkipListSet<>();

    private final Attempts attempts;
    private final Thread thread;
    private volatile boolean stopping;

    private SteadyLoad(BerthClient client, int perSecond, int inFlightMax, Attempts attempts) {
        this.client = client;
        this.inFlightMax = inFlightMax;
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.attempts = attempts;
        this.thread = Thread.ofPlatform().name("load").unstarted(this::call);
    }

    /// Starts calls of [TripleSystem].
    ///
    /// @param perSecond calls a second
    /// @param timeout of a call
    /// @param inFlightMax calls in flight from which on further ones are put off;
    ///   [Integer#MAX_VALUE] to measure
    public static SteadyLoad start(
            ServerDiscovery servers, int perSecond, Duration timeout, int inFlightMax) {
        var attempts = new Attempts();
        var options =
                ClientOptions.of(servers)
                        .withCalls(CallOptions.defaults().withTimeout(timeout))
                        .withListener(attempts);
        var load = new SteadyLoad(BerthClient.open(options), perSecond, inFlightMax, attempts);
        load.thread.start();
        return load;
    }

    private void call() {
        Predictor predictor = client.model(TripleSystem.MODEL);
        try (var inputs = new NamedTensors()) {
            inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 1), INPUT));
            long due = System.nanoTime();
            for (long number = 0; !stopping; number++) {
                for (long wait = due - System.nanoTime();
                        wait > 0;
                        wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                due = awaitRoom(due);
                underWay.add(due);
                if (number % 2 == 0) {
                    records(predictor, due);
                } else {
                    tensors(predictor, inputs, due);
                }
                due += intervalNanos;
            }
        }
    }

    /// Waits while as many calls are in flight as may be.
    ///
    /// @return when the next call is due: now, if it had to wait
    private long awaitRoom(long due) {
        long putOff = due;
        while (underWay.size() >= inFlightMax && !stopping) {
            LockSupport.parkNanos(ROOM_POLL_NANOS);
            putOff = System.nanoTime();
        }
        return putOff;
    }

    private void records(Predictor predictor, long due) {
        var _ =
                predictor
                        .send(Map.of("x", List.of(INPUT)))
                        .stage()
                        .whenComplete(
                                (answer, failure) ->
                                        over(
                                                due,
                                                answer,
                                                failure,
                                                answer != null && isRightRecord(answer.value())));
    }

    private void tensors(Predictor predictor, NamedTensors inputs, long due) {
        var _ =
                predictor
                        .send(inputs)
                        .stage()
                        .whenComplete(
                                (answer, failure) ->
                                        over(
                                                due,
                                                answer,
                                                failure,
                                                answer != null && isRightTensor(answer.value())));
    }

    private static boolean isRightRecord(Map<String, ?> record) {
        return record.get("y") instanceof List<?> list
                && list.size() == 1
                && list.getFirst() instanceof Number number
                && number.floatValue() == OUTPUT;
    }

    private static boolean isRightTensor(NamedTensors outputs) {
        try (outputs) {
            float[] y = outputs.require("y").toFloats();
            return y.length == 1 && y[0] == OUTPUT;
        }
    }

    private void over(
            long due, @Nullable CallResult<?> answer, @Nullable Throwable failure, boolean right) {
        long latency = System.nanoTime() - due;
        if (answer == null) {
            samples.add(new Call(due, latency, "", String.valueOf(failure)));
        } else {
            samples.add(
                    new Call(
                            due,
                            latency,
                            answer.server().map(Address::toString).orElse(""),
                            right ? "" : "a wrong answer"));
        }
        underWay.remove(due);
    }

    /// The number of finished attempts, without health checks.
    public long attempts() {
        return attempts.count.get();
    }

    public Optional<String> events() {
        return attempts.events.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", attempts.events));
    }

    /// The finished calls.
    public CallSamples soFar() {
        return new CallSamples(List.copyOf(samples));
    }

    /// Stops, and returns all calls once they are finished.
    public CallSamples finish() throws InterruptedException {
        stopping = true;
        thread.join();
        awaitEnd(Long.MAX_VALUE);
        return new CallSamples(List.copyOf(samples));
    }

    /// Waits until every call that was sent, and due before then, is finished.
    public void awaitEnd(long nanos) throws InterruptedException {
        for (Long first = underWay.ceiling(Long.MIN_VALUE);
                first != null && first < nanos;
                first = underWay.ceiling(Long.MIN_VALUE)) {
            Thread.sleep(Duration.ofMillis(2));
        }
    }

    @Override
    public void close() {
        stopping = true;
        client.close();
    }

    /// Listener that records attempts and server events.
    private static final class Attempts implements ClientListener {
        private final AtomicLong count = new AtomicLong();
        private final Queue<String> events = new ConcurrentLinkedQueue<>();
        private final long beganNanos = System.nanoTime();

        private void note(String what) {
            events.add("%.1f s %s".formatted((System.nanoTime() - beganNanos) / 1e9, what));
        }

        @Override
        public void onAttemptCompleted(Address server, AttemptKind kind, AttemptOutcome ending) {
            count.incrementAndGet();
        }

        @Override
        public void onEjected(Address server, Duration pause) {
            note(server + " ejected for " + pause.toSeconds() + " s");
        }

        @Override
        public void onReadmitted(Address server) {
            note(server + " back");
        }

        @Override
        public void onHealthChecked(Address server, boolean ready) {
            note(server + (ready ? " ready" : " not ready"));
        }
    }
}
