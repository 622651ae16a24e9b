package dev.berth.featurestore;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaterializationScheduleTest {
    private static final long SECOND = 1_000_000_000L;

    private Optional<Duration> interval = Optional.of(Duration.ofSeconds(10));
    private final List<Duration> done = new ArrayList<>();
    private final MaterializationSchedule schedule =
            new MaterializationSchedule(() -> interval, done::add);

    @AfterEach
    void close() {
        schedule.close();
    }

    /// The seconds at which the task runs.
    private List<Integer> seconds(int from, int to) {
        List<Integer> times = new ArrayList<>();
        for (int second = from; second <= to; second++) {
            int before = done.size();
            schedule.poll(second * SECOND);
            if (done.size() > before) {
                times.add(second);
            }
        }
        return times;
    }

    @Test
    void look_everySecond_comesAtWholeIntervalsFromTheFirst() {
        assertThat(seconds(3, 40)).containsExactly(3, 13, 23, 33);
    }

    @Test
    void look_late_leavesOutWhatHasPassedAndKeepsThePace() {
        assertThat(seconds(0, 0)).containsExactly(0);
        schedule.poll(35 * SECOND);
        assertThat(done).hasSize(2);
        assertThat(seconds(36, 60)).containsExactly(40, 50, 60);
    }

    @Test
    void look_anotherInterval_beginsAnew() {
        assertThat(seconds(0, 12)).containsExactly(0, 10);
        interval = Optional.of(Duration.ofSeconds(3));
        assertThat(seconds(13, 19)).containsExactly(13, 16, 19);
        interval = Optional.empty();
        assertThat(seconds(20, 60)).isEmpty();
    }
}
