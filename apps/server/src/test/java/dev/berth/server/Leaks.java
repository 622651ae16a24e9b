package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/// Network buffers that were thrown away without being released, of which Netty tells the log.
final class Leaks {
    private static final String CONTROL = "the control";

    private Leaks() {}

    /// Leaks a buffer itself and waits until Netty tells of it: of those before, it has told then.
    ///
    /// @param log open since before anything could leak
    static void requireNone(CapturedLog log) {
        leakControl();
        Await.until(() -> told(log).stream().anyMatch(line -> line.contains(CONTROL)));
        assertThat(told(log)).allMatch(line -> line.contains(CONTROL));
    }

    private static List<String> told(CapturedLog log) {
        System.gc();
        // Told when the next buffer is taken.
        PooledByteBufAllocator.DEFAULT.buffer(1).release();
        return log.lines().stream().filter(line -> line.startsWith("LEAK")).toList();
    }

    private static void leakControl() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.buffer(1);
        buffer.touch(CONTROL);
    }
}
