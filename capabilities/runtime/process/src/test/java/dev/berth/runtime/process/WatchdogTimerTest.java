package dev.berth.runtime.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("timed")
class WatchdogTimerTest {
    @Test
    void after_noThreadIsToBeHad_isDoneWhenOneIs() throws InterruptedException {
        var tries = new AtomicInteger();
        var done = new CountDownLatch(1);
        WatchdogTimer.after(
                Duration.ZERO,
                done::countDown,
                task -> {
                    if (tries.incrementAndGet() < 3) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    task.run();
                });
        assertThat(done.await(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(tries).hasValue(3);
    }

    @Test
    void close_whileNoThreadIsToBeHad_callsItOff() throws InterruptedException {
        var made = new CompletableFuture<WatchdogTimer>();
        var tries = new AtomicInteger();
        made.complete(
                WatchdogTimer.after(
                        Duration.ofMillis(1),
                        () -> {},
                        task -> {
                            tries.incrementAndGet();
                            made.join().close();
                            throw new OutOfMemoryError("unable to create native thread");
                        }));
        Await.until(() -> tries.get() == 1);
        var later = new CountDownLatch(1);
        WatchdogTimer.after(Duration.ofMillis(300), later::countDown);
        assertThat(later.await(Await.TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(tries).hasValue(1);
    }
}
