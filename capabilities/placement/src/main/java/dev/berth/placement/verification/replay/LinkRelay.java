package dev.berth.placement.verification.replay;

import dev.berth.placement.scenario.Link;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// User-space relay of one direction of a link: reads items from a TCP connection and writes them
/// to another.
///
/// An item leaves after those before it, in the time that its bytes take. Then it takes a latency
/// drawn for it alone, so that it can overtake others, as on connections of their own; and for each
/// round of lost packets a further way there and back. The bytes are handed on as they come in, and
/// a short frame says when the last one has arrived: so copying them takes no time on top of the
/// link's. Times count from when the sender sent.
public final class LinkRelay implements AutoCloseable {
    /// Bytes of a packet that can be lost.
    private static final double PACKET_BYTES = 1400;

    /// A link that still loses after so many rounds has failed.
    private static final int ROUNDS_MAX = 64;

    private final Link link;
    private final FrameConnection from;
    private final FrameConnection to;
    private final PreciseTimer timer;
    private final Function<Integer, TransmissionQueue> queues;
    private final SplittableRandom random;
    private final Consumer<ItemFrame> counter;
    private final Map<Integer, TransmissionQueue> byUser = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final PreciseTimer.Failures failures;
    private final Thread thread;

    /// @param queues the queue of a user
    /// @param counter notified of each item
    public LinkRelay(
            Link link,
            FrameConnection from,
            FrameConnection to,
            PreciseTimer timer,
            Function<Integer, TransmissionQueue> queues,
            SplittableRandom random,
            Consumer<ItemFrame> counter,
            PreciseTimer.Failures failures) {
        this.link = link;
        this.from = from;
        this.to = to;
        this.timer = timer;
        this.queues = queues;
        this.random = random;
        this.counter = counter;
        this.failures = failures;
        this.thread =
                Thread.ofPlatform().name("berth-relay-" + link.name()).daemon().start(this::run);
    }

    private void run() {
        try {
            while (true) {
                relay(from.read());
            }
        } catch (EOFException | SocketException _) {
            // A site that ends closes its connections; one that dies is noticed by its process.
            return;
        } catch (IOException | RuntimeException e) {
            failures.failed(e);
        }
    }

    private void relay(ItemFrame frame) throws IOException {
        TransmissionQueue queue = byUser.computeIfAbsent(frame.device(), queues);
        long due = queue.end(frame.sentNanos(), frame.bytes()) + latency(frame.bytes());
        ItemFrame numbered = frame.onHop(frame.hop(), frame.sentNanos(), numbers.incrementAndGet());
        counter.accept(numbered);
        to.write(numbered);
        timer.at(due, () -> release(numbered));
    }

    private void release(ItemFrame frame) {
        try {
            to.write(frame.asRelease());
        } catch (SocketException _) {
            return;
        } catch (IOException e) {
            failures.failed(e);
        }
    }

    private long latency(int bytes) {
        long nanos = CorePool.sample(link.latency(), random);
        int lost = lost((int) Math.ceil(bytes / PACKET_BYTES));
        for (int round = 0; lost > 0 && round < ROUNDS_MAX; round++) {
            nanos += CorePool.sample(link.latency(), random);
            nanos += CorePool.sample(link.latency(), random);
            lost = lost(lost);
        }
        return nanos;
    }

    private int lost(int packets) {
        if (link.loss() == 0) {
            return 0;
        }
        int lost = 0;
        for (int i = 0; i < packets; i++) {
            lost += random.nextDouble() < link.loss() ? 1 : 0;
        }
        return lost;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
