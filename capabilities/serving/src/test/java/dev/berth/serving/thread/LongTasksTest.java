package dev.berth.serving.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class LongTasksTest {
    private final Queue<Runnable> given = new ConcurrentLinkedQueue<>();
    private final List<String> done = new ArrayList<>();
    private boolean isClosed;
    private final LongTasks tasks = new LongTasks(this::take, 2);

    private void take(Runnable task) {
        if (isClosed) {
            throw new RejectedExecutionException("closed");
        }
        given.add(task);
    }

    private void add(String name) {
        tasks.execute(() -> done.add(name));
    }

    @Test
    void tasks_aboveTheLimit_waitBehindWhatOthersGave() {
        List.of("a", "b", "c").forEach(this::add);
        assertThat(given).hasSize(2);
        given.add(() -> done.add("another"));
        while (!given.isEmpty()) {
            given.remove().run();
        }
        assertThat(done).containsExactly("a", "b", "another", "c");
        add("d");
        assertThat(given).hasSize(1);
    }

    @Test
    void task_thatFails_leavesItsPlace() {
        tasks.execute(
                () -> {
                    throw new IllegalStateException("failed");
                });
        List.of("a", "b", "c").forEach(this::add);
        assertThatThrownBy(given.remove()::run).hasMessage("failed");
        while (!given.isEmpty()) {
            given.remove().run();
        }
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void tasks_thatWait_runWhenTheThreadsClose() {
        List.of("a", "b", "c", "d").forEach(this::add);
        isClosed = true;
        given.remove().run();
        assertThat(done).containsExactly("a", "c", "d");
        given.remove().run();
        assertThat(done).containsExactly("a", "c", "d", "b");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> add("late")).isInstanceOf(RejectedExecutionException.class);
        }
        isClosed = false;
        List.of("e", "f").forEach(this::add);
        assertThat(given).hasSize(2);
    }
}
