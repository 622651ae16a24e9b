package dev.berth.endpoint;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.PredictionRequest;
import dev.berth.serving.Serving;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives records to shadows when their callers have their answers, and compares. Thread-safe.
///
/// Callers never wait for it: what it does is done on a thread of its own, one record at a time,
/// and only while most executors have nothing to do. What comes faster than that waits within
/// bounds, and of what waits the oldest is *shed* first. So a shadow is the first to go without
/// when there is much to do.
final class Shadows implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shadows.class);

    private static final int WAITING_MAX = 256;
    private static final long WAITING_BYTES_MAX = 32L << 20;

    /// After which a comparison tells of another time.
    private static final Duration AGE_MAX = Duration.ofSeconds(10);

    /// Between two looks whether there is time.
    private static final Duration PAUSE = Duration.ofMillis(1);

    private final Surroundings surroundings;
    private final EndpointListener listener;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private @Nullable Thread thread;
    private boolean closed;

    /// @param surroundings of the shadows' own runs, of which nobody hears
    /// @param listener hears of comparisons
    Shadows(Surroundings surroundings, EndpointListener listener) {
        this.surroundings = surroundings;
        this.listener = listener;
    }

    private record Waiting(EndpointName endpoint, ShadowRecord record, long sinceNanos) {}

    /// Takes over a record.
    void offer(EndpointName endpoint, ShadowRecord record) {
        var arrived = new Waiting(endpoint, record, System.nanoTime());
        lock.lock();
        try {
            if (closed) {
                record.close();
                return;
            }
            waiting.addLast(arrived);
            waitingBytes += record.byteCount();
            while (waiting.size() > WAITING_MAX || waitingBytes > WAITING_BYTES_MAX) {
                shed(next());
            }
            if (thread == null) {
                thread = Thread.ofPlatform().name("berth-shadows").daemon().start(this::work);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private Waiting next() {
        Waiting next = waiting.removeFirst();
        waitingBytes -= next.record().byteCount();
        return next;
    }

    private void shed(Waiting one) {
        one.record().close();
        listener.shadowShed(one.endpoint(), one.record().shadow().name(), one.record().requestId());
    }

    private void work() {
        try {
            while (true) {
                Waiting next = await();
                if (next == null) {
                    return;
                }
                try {
                    carryOut(next);
                } catch (RuntimeException | Error e) {
                    LOG.error("endpoint {}: a shadow failed", next.endpoint(), e);
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /// The next for which there is time; null when this is closed.
    private @Nullable Waiting await() throws InterruptedException {
        lock.lock();
        try {
            while (!closed) {
                if (waiting.isEmpty()) {
                    changed.await();
                } else if (System.nanoTime() - waiting.getFirst().sinceNanos()
                        > AGE_MAX.toNanos()) {
                    shed(next());
                } else if (isQuiet(surroundings.serving())) {
                    return next();
                } else {
                    var _ = changed.awaitNanos(PAUSE.toNanos());
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isQuiet(Serving serving) {
        return serving.executionThreadsBusy() * 2 < serving.executionThreads();
    }

    private void carryOut(Waiting one) throws InterruptedException {
        try (ShadowRecord record = one.record()) {
            long start = System.nanoTime();
            var answer = new CompletableFuture<NamedTensors>();
            long nanos = record.shadow().plan().description().timeout().toNanos();
            Run run = run(record, start + nanos, answer);
            run.start();
            try (NamedTensors found = answer.get(nanos, TimeUnit.NANOSECONDS)) {
                listener.shadowed(
                        one.endpoint(),
                        record.shadow().name(),
                        record.requestId(),
                        ShadowComparison.of(
                                record.answer(),
                                found,
                                record.answerNanos(),
                                System.nanoTime() - start));
            } catch (InterruptedException closing) {
                giveUp(run, answer);
                throw closing;
            } catch (ExecutionException | TimeoutException e) {
                giveUp(run, answer);
                listener.shadowFailed(
                        one.endpoint(),
                        record.shadow().name(),
                        record.requestId(),
                        e.getCause() instanceof ProblemException problem
                                ? problem.problem()
                                : LATE);
            }
        }
    }

    private static void giveUp(Run run, CompletableFuture<NamedTensors> answer) {
        run.cancel(LATE);
        var _ = answer.whenComplete((late, failure) -> close(late));
    }

    private static final Problem LATE =
            Problem.of(ProblemCode.DEADLINE_EXCEEDED, "the shadow took too long", "see its steps");

    private static void close(@Nullable NamedTensors tensors) {
        if (tensors != null) {
            tensors.close();
        }
    }

    private Run run(
            ShadowRecord record, long deadlineNanos, CompletableFuture<NamedTensors> answer) {
        var request =
                new PredictionRequest(record.requestId(), shared(record.inputs()), deadlineNanos);
        var outcome =
                new RunOutcome() {
                    @Override
                    public void answered(NamedTensors found, List<String> remarks) {
                        if (!answer.complete(found)) {
                            found.close();
                        }
                    }

                    @Override
                    public void answeredAgain(NamedTensors found, List<String> remarks) {
                        answered(found, remarks);
                    }

                    @Override
                    public void fellBack(Problem problem) {
                        failed(problem);
                    }

                    @Override
                    public void failed(Problem problem) {
                        answer.completeExceptionally(problem.asException());
                    }
                };
        return new Run(record.shadow().plan(), surroundings, request, outcome, null);
    }

    /// A second holder of the same.
    static NamedTensors shared(NamedTensors tensors) {
        var shared = new NamedTensors();
        for (int i = 0; i < tensors.count(); i++) {
            shared.put(tensors.name(i), tensors.tensor(i).share());
        }
        return shared;
    }

    /// Ends the thread and gives up what waits.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            while (!waiting.isEmpty()) {
                next().record().close();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
