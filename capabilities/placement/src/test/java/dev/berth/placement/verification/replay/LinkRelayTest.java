package dev.berth.placement.verification.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Distribution.Fixed;
import dev.berth.placement.scenario.Distribution.Uniform;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.verification.PercentileInterval;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A relay between two TCP connections, in real time.
@Tag("timed")
final class LinkRelayTest {
    private final AtomicLong counted = new AtomicLong();

    @Test
    void relay_ofALinkWithALatency_hasItsQuantilesAndCountsEachByte() throws Exception {
        List<Double> seconds = run(link(new Uniform(0.01, 0.03), 1e9, 0), 500, 1000, 4);

        assertThat(share(seconds, 0.1)).isCloseTo(0.012, within(0.002));
        assertThat(share(seconds, 0.5)).isCloseTo(0.02, within(0.002));
        assertThat(share(seconds, 0.9)).isCloseTo(0.028, within(0.003));
        assertThat(counted).hasValue(500 * 1000);
    }

    @Test
    void relay_ofItemsAtOnce_takesTheTimeOfTheBandwidth() throws Exception {
        List<Double> seconds = run(link(new Fixed(0), 2e6, 0), 40, 50_000, 0);

        // 2 MB at 2 MB/s; the first item takes 25 ms.
        assertThat(seconds.getFirst()).isCloseTo(0.025, within(0.01));
        assertThat(seconds.getLast()).isCloseTo(1, within(0.06));
        assertThat(counted).hasValue(40 * 50_000);
    }

    @Test
    void relay_ofALinkThatLoses_takesAWayThereAndBackMore() throws Exception {
        // One packet each, of which a fifth is lost: 10 ms, or 30 ms, or 50 ms ….
        List<Double> seconds = run(link(new Fixed(0.01), 1e9, 0.2), 600, 1000, 3);

        double lost = seconds.stream().filter(each -> each > 0.025).count() / 600.0;
        assertThat(lost).isCloseTo(0.2, within(0.06));
        assertThat(share(seconds, 0.5)).isCloseTo(0.01, within(0.002));
        assertThat(share(seconds, 0.9)).isCloseTo(0.03, within(0.003));
    }

    private static Link link(Distribution latency, double bytesPerSecond, double loss) {
        return new Link("l", "a", "b", latency, bytesPerSecond, bytesPerSecond, loss, 0, 0, 0);
    }

    private static double share(List<Double> seconds, double share) {
        return PercentileInterval.of(seconds.stream().sorted().toList(), share).value();
    }

    /// Sends items and returns their times, in the order of their arrival.
    private List<Double> run(Link link, int items, int bytes, long millisBetween) throws Exception {
        List<Throwable> failures = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        try (var server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
                var timer = new PreciseTimer("relay-test", failures::add);
                var sender = connect(server);
                var in = new FrameConnection(server.accept());
                var out = connect(server);
                var receiver = new FrameConnection(server.accept());
                var _ = relay(link, in, out, timer, failures)) {
            Thread sending =
                    Thread.ofPlatform().start(() -> send(sender, items, bytes, millisBetween));
            Map<Long, ItemFrame> arriving = new HashMap<>();
            while (seconds.size() < items) {
                ItemFrame frame = receiver.read();
                if (frame.isRelease()) {
                    ItemFrame item = Objects.requireNonNull(arriving.remove(frame.number()));
                    seconds.add((System.nanoTime() - item.scheduledNanos()) / 1e9);
                } else {
                    assertThat(frame.bytes()).isEqualTo(bytes);
                    arriving.put(frame.number(), frame);
                }
            }
            sending.join();
        }
        assertThat(failures).isEmpty();
        return seconds;
    }

    private LinkRelay relay(
            Link link,
            FrameConnection in,
            FrameConnection out,
            PreciseTimer timer,
            List<Throwable> failures) {
        var queue =
                new TransmissionQueue(
                        link.bytesPerSecondOut(),
                        List.of(),
                        System.nanoTime(),
                        new SplittableRandom(8));
        return new LinkRelay(
                link,
                in,
                out,
                timer,
                _ -> queue,
                new SplittableRandom(9),
                frame -> counted.addAndGet(frame.bytes()),
                failures::add);
    }

    private static void send(FrameConnection sender, int items, int bytes, long millisBetween) {
        long start = System.nanoTime();
        try {
            for (int i = 0; i < items; i++) {
                long due = start + TimeUnit.MILLISECONDS.toNanos(i * millisBetween);
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                long now = millisBetween == 0 ? start : System.nanoTime();
                sender.write(new ItemFrame(false, 0, 0, 0, 0, 0, 0, i, now, now, bytes));
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FrameConnection connect(ServerSocket server) throws IOException {
        return new FrameConnection(
                new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }
}
