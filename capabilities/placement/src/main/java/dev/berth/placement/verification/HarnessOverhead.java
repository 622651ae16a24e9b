package dev.berth.placement.verification;

import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.verification.replay.FrameConnection;
import dev.berth.placement.verification.replay.ItemFrame;
import dev.berth.placement.verification.replay.LinkDelay;
import dev.berth.placement.verification.replay.LinkRelay;
import dev.berth.placement.verification.replay.PreciseTimer;
import dev.berth.placement.verification.replay.TransmissionQueue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Time that the harness itself adds: to an empty service, and to a link without latency.
///
/// @param serviceP50 seconds, as the others
record HarnessOverhead(double serviceP50, double serviceP99, double hopP50, double hopP99) {
    private static final int WARM_UP = 300;
    private static final int ITEMS = 500;
    private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /// A small item: the bytes of larger ones arrive while their link would send them.
    private static final int ITEM_BYTES = 64;

    /// Measures on this machine, which takes some three seconds.
    static HarnessOverhead measure() throws IOException, InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        try (var timer = new PreciseTimer("berth-overhead", failure::set)) {
            List<Double> service = new ArrayList<>();
            var done = new CountDownLatch(WARM_UP + ITEMS);
            long start = System.nanoTime() + BETWEEN_NANOS;
            for (int i = 0; i < WARM_UP + ITEMS; i++) {
                long due = start + i * BETWEEN_NANOS;
                timer.at(
                        due,
                        () -> {
                            service.add((System.nanoTime() - due) / 1e9);
                            done.countDown();
                        });
            }
            done.await();
            List<Double> hop = hops(timer, failure);
            return new HarnessOverhead(
                    share(service.subList(WARM_UP, service.size()), 0.5),
                    share(service.subList(WARM_UP, service.size()), 0.99),
                    share(hop, 0.5),
                    share(hop, 0.99));
        }
    }

    private static double share(List<Double> values, double share) {
        return PercentileInterval.of(values.stream().sorted().toList(), share).value();
    }

    private static List<Double> hops(
            PreciseTimer timer, AtomicReference<@Nullable Throwable> failure)
            throws IOException, InterruptedException {
        var link = new Link("none", "a", "b", new Distribution.Fixed(0), 1e15, 1e15, 0, 0, 0, 0);
        List<Double> seconds = new ArrayList<>();
        try (var server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
                var sender = connect(server);
                var relayIn = new FrameConnection(server.accept());
                var relayOut = connect(server);
                var receiver = new FrameConnection(server.accept());
                var _ =
                        new LinkRelay(
                                new LinkDelay(
                                        link,
                                        _ ->
                                                new TransmissionQueue(
                                                        1e15,
                                                        List.of(),
                                                        System.nanoTime(),
                                                        new SplittableRandom(1)),
                                        new SplittableRandom(1)),
                                relayIn,
                                relayOut,
                                timer,
                                _ -> {},
                                failure::set)) {
            for (int i = 0; i < WARM_UP + ITEMS; i++) {
                long sent = System.nanoTime();
                sender.write(new ItemFrame(false, 0, 0, 0, 0, 0, 0, i, sent, sent, ITEM_BYTES));
                while (!receiver.read().isRelease()) {
                    Thread.onSpinWait();
                }
                if (i >= WARM_UP) {
                    seconds.add((System.nanoTime() - sent) / 1e9);
                }
                TimeUnit.NANOSECONDS.sleep(BETWEEN_NANOS);
            }
        }
        return seconds;
    }

    private static FrameConnection connect(ServerSocket server) throws IOException {
        return new FrameConnection(
                new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort()));
    }
}
