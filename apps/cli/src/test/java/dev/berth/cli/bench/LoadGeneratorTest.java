package dev.berth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Loads in virtual time, and with calls that wait for each other.
class LoadGeneratorTest {
    private static final Duration SERVICE_TIME = Duration.ofMillis(20);

    private final ManualTime time = new ManualTime();

    /// A server that responds to one call at a time: each runs where it is given, one after the
    /// other.
    private static final class OneAtATime extends AbstractExecutorService {
        @Override
        public void execute(Runnable call) {
            call.run();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return true;
        }

        @Override
        public boolean isTerminated() {
            return true;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }

    private Measurement measure(Load load, BenchmarkCall call) throws InterruptedException {
        return new LoadGenerator(
                        time, nanos -> time.advance(Duration.ofNanos(nanos)), OneAtATime::new)
                .measure(load, call);
    }

    @Test
    void openLoop_overloaded_countsTheWaitThatClosedLoopsHide() throws InterruptedException {
        var closed = new Load.Arrivals.Closed(1);
        var open = new Load.Arrivals.Open(100);
        Duration duration = Duration.ofMillis(400);
        BenchmarkCall call = () -> time.advance(SERVICE_TIME);

        Measurement flattering = measure(new Load(closed, 1, Duration.ZERO, duration), call);
        Measurement honest = measure(new Load(open, 1, Duration.ZERO, duration), call);

        assertThat(flattering.latencies().count()).isEqualTo(20);
        assertThat(flattering.latencies().maxNanos()).isEqualTo(SERVICE_TIME.toNanos());
        // Twice the possible rate: the last call was due at 390 ms, and has its answer at 800 ms.
        assertThat(honest.latencies().count()).isEqualTo(40);
        assertThat(honest.latencies().maxNanos()).isEqualTo(Duration.ofMillis(410).toNanos());
        assertThat(honest.recordsPerSecond()).isEqualTo(50);
    }

    @Test
    void openLoop_callsWithoutResponse_doNotDelayTheNext() throws InterruptedException {
        var all = new CountDownLatch(10);
        BenchmarkCall call =
                () -> {
                    all.countDown();
                    zero(all);
                };
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

        Measurement measurement =
                new LoadGenerator(
                                time, nanos -> time.advance(Duration.ofNanos(nanos)), () -> threads)
                        .measure(tenCalls(), call);

        assertThat(measurement.latencies().count()).isEqualTo(10);
        assertThat(measurement.failures()).isEmpty();
    }

    private static void zero(CountDownLatch latch) {
        try {
            Await.zero(latch);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Load tenCalls() {
        return new Load(new Load.Arrivals.Open(100), 1, Duration.ZERO, Duration.ofMillis(100));
    }

    @Test
    void closedLoop_withManyCallers_hasAsManyUnderWay() throws InterruptedException {
        var nanos = new AtomicLong();
        var three = new CountDownLatch(3);
        var underWay = new AtomicInteger();
        var most = new AtomicInteger();
        BenchmarkCall call =
                () -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    three.countDown();
                    zero(three);
                    nanos.addAndGet(SERVICE_TIME.toNanos());
                    underWay.decrementAndGet();
                };

        Measurement measurement =
                new LoadGenerator(nanos::get, left -> {}, OneAtATime::new)
                        .measure(
                                new Load(
                                        new Load.Arrivals.Closed(3),
                                        5,
                                        Duration.ofMillis(50),
                                        Duration.ofMillis(300)),
                                call);

        assertThat(most).hasValue(3);
        assertThat(measurement.recordsPerSecond())
                .isEqualTo(measurement.latencies().count() * 5 / measurement.seconds());
    }

    @Test
    void closedLoop_whoseFirstCallOutlastsIt_countsTheSecond() throws InterruptedException {
        Measurement measurement =
                measure(
                        new Load(
                                new Load.Arrivals.Closed(1),
                                1,
                                Duration.ofMillis(1),
                                Duration.ofMillis(10)),
                        () -> time.advance(SERVICE_TIME));

        assertThat(measurement.latencies().count()).isEqualTo(1);
        assertThat(measurement.seconds()).isEqualTo(0.039);
    }

    @Test
    void warmUp_ofALoad_isNotCounted() throws InterruptedException {
        Measurement measurement =
                measure(
                        new Load(
                                new Load.Arrivals.Closed(1),
                                1,
                                Duration.ofMillis(40),
                                Duration.ofMillis(60)),
                        () -> time.advance(SERVICE_TIME));

        assertThat(measurement.latencies().count()).isEqualTo(3);
        assertThat(measurement.seconds()).isEqualTo(0.06);
    }

    @Test
    void calls_thatFail_areCountedByCodeAndNotAsLatencies() throws InterruptedException {
        BenchmarkCall call =
                () -> {
                    throw new ProblemException(ProblemCode.QUEUE_FULL, "full", "wait");
                };

        Measurement measurement = measure(tenCalls(), call);

        assertThat(measurement.failures()).containsEntry("queue-full", 10L);
        assertThat(measurement.latencies().count()).isZero();
    }
}
