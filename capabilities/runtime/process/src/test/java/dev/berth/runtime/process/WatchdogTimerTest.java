package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.time.ManualTime;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WatchdogTimerTest {
    private static final Duration DELAY = Duration.ofSeconds(5);

    private final ManualTime manual = new ManualTime();
    private final WorkerTime time = Workers.timeOf(manual);
    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    @Test
    void after_theDelay_isDoneOnceAndNotBefore() {
        var _ = WatchdogTimer.after(time, DELAY, done::incrementAndGet, Runnable::run);

        manual.advance(DELAY.minusNanos(1));
        assertThat(done).hasValue(0);
        manual.advance(Duration.ofNanos(1));
        assertThat(done).hasValue(1);
        manual.advance(DELAY);
        assertThat(done).hasValue(1);
    }

    @Test
    void after_theMachinesTime_isDoneOnAThreadOfItsOwn() throws InterruptedException {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        var _ =
                WatchdogTimer.after(
                        WorkerTime.SYSTEM,
                        Duration.ofMillis(1),
                        () -> threads.add(Thread.currentThread().getName()));
        assertThat(Await.next(threads)).isEqualTo("berth-worker-alarm");
    }

    @Test
    void close_beforeTheDelay_callsItOff() {
        WatchdogTimer timer =
                WatchdogTimer.after(time, DELAY, done::incrementAndGet, Runnable::run);
        timer.close();
        assertThat(manual.waiting()).isZero();
        manual.advance(DELAY);
        assertThat(done).hasValue(0);
    }

    @Test
    void after_noThreadIsToBeHad_isDoneWhenOneIs() {
        var _ =
                WatchdogTimer.after(
                        time,
                        DELAY,
                        done::incrementAndGet,
                        task -> {
                            if (tries.incrementAndGet() < 3) {
                                throw new OutOfMemoryError("unable to create native thread");
                            }
                            task.run();
                        });
        manual.advance(DELAY);
        assertThat(tries).hasValue(1);
        manual.advance(WatchdogTimer.AGAIN.multipliedBy(2));
        assertThat(tries).hasValue(3);
        assertThat(done).hasValue(1);
    }

    @Test
    void close_whileNoThreadIsToBeHad_callsItOff() {
        WatchdogTimer timer =
                WatchdogTimer.after(
                        time,
                        DELAY,
                        done::incrementAndGet,
                        _ -> {
                            tries.incrementAndGet();
                            throw new OutOfMemoryError("unable to create native thread");
                        });
        manual.advance(DELAY);
        timer.close();
        manual.advance(WatchdogTimer.AGAIN.multipliedBy(10));
        assertThat(tries).hasValue(1);
        assertThat(manual.waiting()).isZero();
    }
}
