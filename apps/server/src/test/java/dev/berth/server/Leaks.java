package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/// Network buffers that were dropped without being released, which Netty logs.
final class Leaks {
    private static final String CONTROL = "the control";

    private Leaks() {}

    /// Leaks a buffer itself and waits until Netty reports it: earlier ones have been reported
    /// then.
    ///
    /// @param log open since before anything could leak
    static void requireNone(CapturedLog log) {
        leakControl();
        Await.until(() -> leaks(log).stream().anyMatch(line -> line.contains(CONTROL)));
        assertThat(leaks(log)).allMatch(line -> line.contains(CONTROL));
    }

    private static List<String> leaks(CapturedLog log) {
        System.gc();
        // Reported when the next buffer is allocated.
        PooledByteBufAllocator.DEFAULT.buffer(1).release();
        return log.lines().stream().filter(line -> line.startsWith("LEAK")).toList();
    }

    private static void leakControl() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(1);
        buffer.touch(CONTROL);
    }
}
