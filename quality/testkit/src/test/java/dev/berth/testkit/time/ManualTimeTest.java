package dev.berth.testkit.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ManualTimeTest {
    private final ManualTime time = new ManualTime();
    private final ScheduledExecutorService scheduler = time.scheduler();
    private final List<String> ran = new ArrayList<>();
    private final long start = time.getAsLong();

    private Runnable note(String what) {
        return () -> ran.add(what + "@" + (time.getAsLong() - start) / 1_000_000);
    }

    @Test
    void clocks_standUntilTimeAdvances() {
        var before = time.instant();

        time.advance(Duration.ofMillis(5));

        assertThat(time.getAsLong()).isEqualTo(start + 5_000_000);
        assertThat(time.instant()).isEqualTo(before.plusMillis(5));
    }

    @Test
    void tasks_runInTheOrderOfTheirTime() {
        var _ = scheduler.schedule(note("late"), 30, TimeUnit.MILLISECONDS);
        var _ = scheduler.schedule(note("first"), 10, TimeUnit.MILLISECONDS);
        var _ = scheduler.schedule(note("second"), 10, TimeUnit.MILLISECONDS);

        time.advance(Duration.ofMillis(29));

        assertThat(ran).containsExactly("first@10", "second@10");
        assertThat(time.waiting()).isOne();
    }

    @Test
    void task_thatSchedulesAnother_isFollowedByItInTheSameAdvance() {
        var _ =
                scheduler.schedule(
                        () -> {
                            note("a").run();
                            var _ = scheduler.schedule(note("b"), 5, TimeUnit.MILLISECONDS);
                        },
                        10,
                        TimeUnit.MILLISECONDS);

        time.advance(Duration.ofMillis(15));

        assertThat(ran).containsExactly("a@10", "b@15");
    }

    @Test
    void repeatedTask_runsUntilItIsCancelled() {
        var task = scheduler.scheduleAtFixedRate(note("x"), 1, 2, TimeUnit.MILLISECONDS);
        time.advance(Duration.ofMillis(5));

        task.cancel(false);
        time.advance(Duration.ofMillis(5));

        assertThat(ran).containsExactly("x@1", "x@3", "x@5");
    }

    @Test
    void scheduler_thatIsShutDown_acceptsNothing() {
        scheduler.shutdown();

        assertThatThrownBy(() -> scheduler.execute(note("x")))
                .isInstanceOf(RejectedExecutionException.class);
    }
}
