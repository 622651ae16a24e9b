package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.placement.scenario.Distribution.Uniform;
import dev.berth.placement.scenario.Link;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// A relay between two TCP connections, whose timer runs its tasks when the test says so.
final class LinkRelayTest {
    private static final int ITEMS = 100;
    private static final int BYTES = 50_000;
    private static final long BETWEEN_NANOS = 4_000_000;
    private static final Link LINK =
            new Link("l", "a", "b", new Uniform(0.01, 0.03), 1e9, 1e9, 0.1, 0, 0, 0);

    private final AtomicLong counted = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final Queue<Due> timer = new ConcurrentLinkedQueue<>();

    private record Due(long nanos, Runnable work) {}

    private static LinkDelay delay() {
        var queue =
                new TransmissionQueue(
                        LINK.bytesPerSecondOut(), List.of(), 0, new SplittableRandom(8));
        return new LinkDelay(LINK, _ -> queue, new SplittableRandom(9));
    }

    private static ItemFrame item(int number) {
        long sent = number * BETWEEN_NANOS;
        return new ItemFrame(false, 0, 0, 0, 0, 0, 0, number, sent, sent, BYTES);
    }

    @Test
    void items_ofALink_comeWithTheirBytesAndAreReleasedAtTheEndOfTheirDelay() throws Exception {
        try (var server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
                var sender = connect(server);
                var in = new FrameConnection(server.accept());
                var out = connect(server);
                var receiver = new FrameConnection(server.accept());
                var _ =
                        new LinkRelay(
                                delay(),
                                in,
                                out,
                                (due, work) -> timer.add(new Due(due, work)),
                                frame -> counted.addAndGet(frame.bytes()),
                                failures::add)) {
            LinkDelay expected = delay();
            List<Long> ends = new ArrayList<>();
            for (int i = 0; i < ITEMS; i++) {
                sender.write(item(i));
                ItemFrame arriving = receiver.read();
                assertThat(arriving.isRelease()).isFalse();
                assertThat(arriving.item()).isEqualTo(i);
                assertThat(arriving.bytes()).isEqualTo(BYTES);
                ends.add(expected.endNanos(item(i)));
            }
            Await.until(() -> timer.size() == ITEMS);

            assertThat(timer).extracting(Due::nanos).containsExactlyElementsOf(ends);
            assertThat(counted).hasValue((long) ITEMS * BYTES);
            for (Due due : timer.stream().sorted(Comparator.comparingLong(Due::nanos)).toList()) {
                due.work().run();
                ItemFrame release = receiver.read();
                assertThat(release.isRelease()).isTrue();
                // The relay numbers the items from 1.
                assertThat(ends.get((int) release.number() - 1)).isEqualTo(due.nanos());
            }
        }
        assertThat(failures).isEmpty();
    }

    private static FrameConnection connect(ServerSocket server) throws IOException {
        return new FrameConnection(
                new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }
}
