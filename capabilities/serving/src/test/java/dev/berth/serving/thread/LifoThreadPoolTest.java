package dev.berth.serving.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testkit.Await;
import dev.berth.testkit.time.RealTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LifoThreadPoolTest {
    private static final int ROUNDS = 1_000 * Integer.getInteger("berth.cases.factor", 1);

    private final AtomicInteger after = new AtomicInteger();
    private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    private final LifoThreadPool threads =
            new LifoThreadPool(
                    3,
                    Thread.ofPlatform()
                            .name("executor-", 0)
                            .uncaughtExceptionHandler((_, e) -> uncaught.add(e))
                            .factory(),
                    after::incrementAndGet);

    @AfterEach
    void close() {
        threads.close();
    }

    /// A task that says which thread it has, and runs until it is signalled to end.
    private static final class Task implements Runnable {
        final CompletableFuture<Thread> thread = new CompletableFuture<>();
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void run() {
            thread.complete(Thread.currentThread());
            try {
                Await.zero(end);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private Task begin() {
        var task = new Task();
        threads.execute(task);
        return task;
    }

    private void awaitBusy(int count) {
        Await.until(() -> threads.busy() == count);
    }

    private void end(Task task, int thenBusy) {
        task.end.countDown();
        awaitBusy(thenBusy);
    }

    @Test
    void execute_severalAreIdle_givesItToTheLastOne() {
        List<Task> tasks = List.of(begin(), begin(), begin());
        Thread last = tasks.get(1).thread.join();
        end(tasks.get(0), 2);
        end(tasks.get(2), 1);
        end(tasks.get(1), 0);
        for (int i = 0; i < 20; i++) {
            Task task = begin();
            assertThat(task.thread.join()).isSameAs(last);
            end(task, 0);
        }
    }

    @Test
    void execute_oneAfterTheOther_startsNoSecondThread() {
        Thread first = null;
        for (int i = 0; i < 20; i++) {
            Task task = begin();
            Thread thread = task.thread.join();
            assertThat(first == null ? thread : first).isSameAs(thread);
            first = thread;
            end(task, 0);
        }
    }

    @Test
    void execute_allAreBusy_waitsInOrder() {
        List<Task> tasks = List.of(begin(), begin(), begin());
        tasks.forEach(task -> task.thread.join());
        assertThat(threads.isContended()).isFalse();
        Task fourth = begin();
        Task fifth = begin();
        assertThat(threads.isContended()).isTrue();
        assertThat(threads.busy()).isEqualTo(3);
        tasks.getFirst().end.countDown();
        assertThat(fourth.thread.join()).isSameAs(tasks.getFirst().thread.join());
        assertThat(fifth.thread).isNotDone();
        end(fourth, 3);
        fifth.thread.join();
        assertThat(threads.isContended()).isFalse();
        fifth.end.countDown();
        tasks.forEach(task -> task.end.countDown());
        awaitBusy(0);
        assertThat(after).hasValue(5);
    }

    @Test
    void execute_aTaskFails_theThreadGoesOn() {
        threads.execute(
                () -> {
                    throw new IllegalStateException("on purpose");
                });
        awaitBusy(0);
        Task task = begin();
        assertThat(task.thread.join().getName()).isEqualTo("executor-0");
        end(task, 0);
        assertThat(uncaught).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(after).hasValue(2);
    }

    /// Pauses about as long as a thread stays awake, so that tasks come before, while and after it
    /// falls asleep.
    @Test
    void execute_aboutWhenAThreadFallsAsleep_losesNone() throws Exception {
        var random = new SplittableRandom(11);
        for (int i = 0; i < ROUNDS; i++) {
            var done = new CompletableFuture<Void>();
            threads.execute(
                    () -> {
                        RealTime.pass(Duration.ofNanos(400_000));
                        done.complete(null);
                    });
            var _ = Await.result(done);
            RealTime.pass(Duration.ofNanos(random.nextLong(200_000)));
        }
    }

    @Test
    void close_tasksWait_runsThemAndRefusesOthers() throws Exception {
        List<Task> tasks = List.of(begin(), begin(), begin(), begin());
        var closer = Thread.ofPlatform().start(threads::close);
        // Only what has begun to close refuses.
        Await.until(() -> !isAccepting());
        tasks.forEach(task -> task.end.countDown());
        Await.end(closer);
        tasks.forEach(task -> assertThat(task.thread).isDone());
        assertThatThrownBy(() -> threads.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
    }

    private boolean isAccepting() {
        try {
            threads.execute(() -> {});
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
