package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import dev.berth.testkit.time.RealTime;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

final class PreciseTimerTest {
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    @Test
    void at_timesInAnyOrder_runsThemInTheirsAndNoneBefore() throws Exception {
        BlockingQueue<Integer> order = new LinkedBlockingQueue<>();
        BlockingQueue<Long> early = new LinkedBlockingQueue<>();
        try (var timer = new PreciseTimer("timer-test", failures::add)) {
            var areScheduled = new CountDownLatch(1);
            timer.at(now(), () -> await(areScheduled));
            long start = now();
            for (int millis : new int[] {3, 1, 2, 4}) {
                long due = start + Duration.ofMillis(millis).toNanos();
                timer.at(
                        due,
                        () -> {
                            early.add(due - now());
                            order.add(millis);
                        });
            }
            areScheduled.countDown();
            for (int millis = 1; millis <= 4; millis++) {
                assertThat(Await.next(order)).isEqualTo(millis);
            }
        }
        assertThat(early).hasSize(4).allMatch(nanos -> nanos <= 0);
        assertThat(failures).isEmpty();
    }

    @Test
    void task_thatFails_isReportedAndTheNextRuns() throws Exception {
        var isRun = new CountDownLatch(1);
        try (var timer = new PreciseTimer("timer-test", failures::add)) {
            timer.at(
                    now(),
                    () -> {
                        throw new IllegalStateException("broken");
                    });
            timer.at(now(), isRun::countDown);
            Await.zero(isRun);
        }
        assertThat(Await.next(failures)).hasMessage("broken");
    }

    private static long now() {
        return RealTime.deadline(Duration.ZERO);
    }

    private static void await(CountDownLatch latch) {
        try {
            Await.zero(latch);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
