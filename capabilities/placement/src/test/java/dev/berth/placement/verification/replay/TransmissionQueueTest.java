package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TransmissionQueueTest {
    private static final double NANOS = 1e9;

    @Test
    void end_ofItemsAtOnce_isOneAfterTheOther() {
        var queue = new TransmissionQueue(1e6, List.of(), 0, new SplittableRandom(1));

        assertThat(queue.end(0, 1000)).isEqualTo(1_000_000);
        assertThat(queue.end(0, 500)).isEqualTo(1_500_000);
        assertThat(queue.end(9_000_000, 1000)).isEqualTo(10_000_000);
    }

    @Test
    void end_besideOtherBytes_waitsAsPollaczekAndKhinchineSay() {
        // 50 items of 10 kB a second at 1 MB/s: 0.5 · 10 ms / (2 · 0.5).
        var load = new TransmissionQueue.Load(50, 10_000);
        var queue = new TransmissionQueue(1e6, List.of(load), 0, new SplittableRandom(2));
        var probes = new ArrivalProcess(0.5, 0, new SplittableRandom(3));
        double waits = 0;
        int count = 50_000;
        for (int i = 0; i < count; i++) {
            waits += (queue.end(probes.nextNanos(), 0) - probes.nextNanos()) / NANOS;
            probes.advance();
        }

        assertThat(waits / count).isCloseTo(0.005, within(0.0002));
    }
}
