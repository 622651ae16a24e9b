package dev.berth.serving.thread;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InferenceThreadPoolTest {
    private static final int PROCESSORS = 3;

    private static void await(CountDownLatch latch) {
        try {
            Await.zero(latch);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void background_foregroundDoesNothing_leavesOneProcessorForWhoComes() {
        var begun = new CountDownLatch(PROCESSORS - 1);
        var end = new CountDownLatch(1);
        var all = new CountDownLatch(2 * PROCESSORS);
        var most = new AtomicInteger();
        var running = new AtomicInteger();
        try (var pool = new InferenceThreadPool(PROCESSORS, ServingTime.SYSTEM)) {
            for (int i = 0; i < 2 * PROCESSORS; i++) {
                pool.background()
                        .execute(
                                () -> {
                                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                    begun.countDown();
                                    await(end);
                                    running.decrementAndGet();
                                    all.countDown();
                                });
            }
            await(begun);
            end.countDown();
            await(all);
        }
        assertThat(most).hasValue(PROCESSORS - 1);
    }

    @Test
    void background_oneProcessor_isUsed() {
        var done = new CountDownLatch(1);
        try (var pool = new InferenceThreadPool(1, ServingTime.SYSTEM)) {
            pool.background().execute(done::countDown);
            await(done);
        }
    }
}
