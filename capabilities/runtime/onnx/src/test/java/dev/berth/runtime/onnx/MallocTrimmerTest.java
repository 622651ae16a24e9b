package dev.berth.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MallocTrimmerTest {
    private static final long LARGE = 60L << 20;
    private static final long SMALL = 1L << 20;

    private final AtomicInteger trims = new AtomicInteger();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final MallocTrimmer memory = new MallocTrimmer(trims::incrementAndGet, later::add);

    private void timePasses() {
        for (Runnable task = later.poll(); task != null; task = later.poll()) {
            task.run();
        }
    }

    @Test
    void handBack_aLargeModel_comesLater() {
        memory.handBack(LARGE);
        assertThat(trims).hasValue(0);
        timePasses();
        assertThat(trims).hasValue(1);
    }

    @Test
    void handBack_manyInARow_shareOneCall() {
        for (int i = 0; i < 100; i++) {
            memory.handBack(LARGE);
        }
        timePasses();
        assertThat(trims).hasValue(1);
        memory.handBack(LARGE);
        timePasses();
        assertThat(trims).hasValue(2);
    }

    @Test
    void handBack_smallModels_waitUntilTheyAreWorthIt() {
        for (int i = 0; i < 7; i++) {
            memory.handBack(SMALL);
        }
        timePasses();
        assertThat(trims).hasValue(0);
        memory.handBack(SMALL);
        timePasses();
        assertThat(trims).hasValue(1);
    }
}
