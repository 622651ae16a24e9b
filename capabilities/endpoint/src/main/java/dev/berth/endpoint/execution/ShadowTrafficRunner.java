package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.endpoint.telemetry.ShadowComparison;
import dev.berth.scheduling.LowPriority;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestPriority;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends records to shadows after their callers have their responses, and compares the two.
/// Thread-safe.
///
/// Callers hardly notice: a shadow's requests are background requests ([RequestPriority]), which
/// models execute with what callers leave idle, and a thread of low priority begins them. A few
/// records are in flight at a time, which may meet in the models' queues. Faster arrivals wait
/// within bounds, and of those the oldest is *shed* first. So a shadow is the first to go without
/// when there is much to do.
public final class ShadowTrafficRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShadowTrafficRunner.class);

    private static final int WAITING_MAX = 256;
    private static final long WAITING_BYTES_MAX = 32L << 20;

    /// Enough for two small batches on each of some processors; more only wait elsewhere.
    private static final int UNDER_WAY_MAX = 16;

    /// Beyond this age a comparison would describe another time.
    private static final Duration AGE_MAX = Duration.ofSeconds(10);

    private static final Problem CLOSED =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "shadows are no longer called",
                    "open the endpoints again");

    private final EndpointContext context;
    private final EndpointListener listener;
    private final Queue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final Set<Comparing> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private volatile boolean closed;

    /// @param context of the shadows' own runs, without a listener
    /// @param listener is notified of comparisons
    public ShadowTrafficRunner(EndpointContext context, EndpointListener listener) {
        this.context = context;
        this.listener = listener;
    }

    private record Waiting(EndpointName endpoint, ShadowRecord record, long sinceNanos) {}

    /// Takes over a record. Never waits: a thread of low priority that held a lock might be kept
    /// from giving it back.
    public void offer(EndpointName endpoint, ShadowRecord record) {
        waitingCount.incrementAndGet();
        waitingBytes.addAndGet(record.byteCount());
        waiting.add(new Waiting(endpoint, record, context.nanoTime()));
        if (closed) {
            giveUpWaiting();
            return;
        }
        while (waitingCount.get() > WAITING_MAX || waitingBytes.get() > WAITING_BYTES_MAX) {
            shed(next());
        }
        if (thread.get() == null) {
            startThread();
        }
        wake();
    }

    private void startThread() {
        Thread first =
                LowPriority.threads(Thread.ofPlatform().name("berth-shadows").daemon())
                        .newThread(this::work);
        if (thread.compareAndSet(null, first)) {
            first.start();
        }
    }

    private void wake() {
        if (inFlight.size() < UNDER_WAY_MAX) {
            LockSupport.unpark(thread.get());
        }
    }

    /// The oldest; null if none waits.
    private @Nullable Waiting next() {
        Waiting next = waiting.poll();
        if (next != null) {
            waitingCount.decrementAndGet();
            waitingBytes.addAndGet(-next.record().byteCount());
        }
        return next;
    }

    private void shed(@Nullable Waiting one) {
        if (one != null) {
            one.record().close();
            notifyDropped(one);
        }
    }

    private void notifyDropped(Waiting one) {
        listener.onShadowDropped(
                one.endpoint(), one.record().shadow().name(), one.record().requestId());
    }

    private void work() {
        while (!closed) {
            Waiting next = inFlight.size() < UNDER_WAY_MAX ? next() : null;
            if (next == null) {
                LockSupport.park(this);
            } else if (context.nanoTime() - next.sinceNanos() > AGE_MAX.toNanos()) {
                shed(next);
            } else {
                begin(next);
            }
        }
    }

    private void begin(Waiting one) {
        Comparing comparing;
        try {
            comparing = new Comparing(one);
        } catch (RuntimeException | Error e) {
            LOG.error("endpoint {}: a shadow cannot be called", one.endpoint(), e);
            one.record().close();
            return;
        }
        inFlight.add(comparing);
        comparing.run.start();
        if (closed) {
            comparing.run.cancel(CLOSED);
        }
    }

    private void giveUpWaiting() {
        for (Waiting next = next(); next != null; next = next()) {
            next.record().close();
        }
    }

    /// A record that a shadow executes, until it is compared.
    private final class Comparing implements GraphExecutionCallback {
        private final Waiting one;
        private final long startNanos = context.nanoTime();
        private final GraphExecution run;

        Comparing(Waiting one) {
            this.one = one;
            CompiledEndpoint plan = one.record().shadow().plan();
            var request =
                    new PredictionRequest(
                            one.record().requestId(),
                            shared(one.record().inputs()),
                            startNanos + plan.description().timeout().toNanos(),
                            RequestPriority.BACKGROUND);
            this.run = new GraphExecution(plan, context, request, this, null);
        }

        @Override
        public void answered(NamedTensors found, List<String> annotations) {
            try (found) {
                ShadowRecord record = one.record();
                listener.onShadowCompared(
                        one.endpoint(),
                        record.shadow().name(),
                        record.requestId(),
                        ShadowComparison.of(
                                record.answer(),
                                found,
                                record.answerNanos(),
                                context.nanoTime() - startNanos));
            } catch (RuntimeException | Error e) {
                LOG.error("endpoint {}: a shadow's answer is lost", one.endpoint(), e);
            } finally {
                end();
            }
        }

        @Override
        public void onCachedResponse(NamedTensors found, List<String> annotations) {
            answered(found, annotations);
        }

        @Override
        public void onFallback(Problem problem) {
            failed(problem);
        }

        @Override
        public void failed(Problem problem) {
            try {
                tell(problem);
            } finally {
                end();
            }
        }

        private void tell(Problem problem) {
            if (ModelCall.isForWantOfTime(problem)) {
                notifyDropped(one);
            } else if (!problem.equals(CLOSED)) {
                listener.onShadowFailed(
                        one.endpoint(),
                        one.record().shadow().name(),
                        one.record().requestId(),
                        problem);
            }
        }

        private void end() {
            one.record().close();
            inFlight.remove(this);
            LockSupport.unpark(thread.get());
        }
    }

    /// A second holder of the same.
    static NamedTensors shared(NamedTensors tensors) {
        var shared = new NamedTensors();
        for (int i = 0; i < tensors.count(); i++) {
            shared.put(tensors.name(i), tensors.tensor(i).share());
        }
        return shared;
    }

    /// Ends the thread and gives up what waits and what is in flight.
    @Override
    public void close() {
        closed = true;
        giveUpWaiting();
        LockSupport.unpark(thread.get());
        inFlight.forEach(comparing -> comparing.run.cancel(CLOSED));
    }
}
