package dev.berth.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("timed")
class LoadGeneratorTest {
    private static final Duration SERVICE_TIME = Duration.ofMillis(20);

    /// Responds to one call at a time.
    private static BenchmarkCall oneAtATime() {
        var lock = new ReentrantLock();
        return () -> {
            lock.lock();
            try {
                LockSupport.parkNanos(SERVICE_TIME.toNanos());
            } finally {
                lock.unlock();
            }
        };
    }

    @Test
    void openLoop_overloaded_countsTheWaitThatClosedLoopsHide() throws InterruptedException {
        var closed = new Load.Arrivals.Closed(1);
        var open = new Load.Arrivals.Open(100);
        Duration duration = Duration.ofMillis(400);

        Measurement flattering =
                LoadGenerator.run(new Load(closed, 1, Duration.ZERO, duration), oneAtATime());
        Measurement honest =
                LoadGenerator.run(new Load(open, 1, Duration.ZERO, duration), oneAtATime());

        // Twice the possible rate: the last call has waited as long as the run lasted.
        assertThat(honest.latencies().count()).isEqualTo(40);
        assertThat(honest.latencies().maxNanos())
                .isGreaterThan(Duration.ofMillis(300).toNanos())
                .isGreaterThan(3 * flattering.latencies().percentileNanos(50));
        assertThat(honest.recordsPerSecond()).isLessThan(60);
    }

    @Test
    void closedLoop_withManyCallers_hasAsManyUnderWay() throws InterruptedException {
        var underWay = new AtomicInteger();
        var most = new AtomicInteger();
        BenchmarkCall call =
                () -> {
                    most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(SERVICE_TIME.toNanos());
                    underWay.decrementAndGet();
                };

        Measurement measurement =
                LoadGenerator.run(
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
    void calls_thatFail_areCountedByCodeAndNotAsLatencies() throws InterruptedException {
        BenchmarkCall call =
                () -> {
                    throw new ProblemException(ProblemCode.QUEUE_FULL, "full", "wait");
                };

        Measurement measurement =
                LoadGenerator.run(
                        new Load(
                                new Load.Arrivals.Open(100),
                                1,
                                Duration.ZERO,
                                Duration.ofMillis(100)),
                        call);

        assertThat(measurement.failures()).containsEntry("queue-full", 10L);
        assertThat(measurement.latencies().count()).isZero();
    }
}
