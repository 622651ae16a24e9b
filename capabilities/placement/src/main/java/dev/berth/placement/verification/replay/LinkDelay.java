package dev.berth.placement.verification.replay;

import dev.berth.placement.scenario.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Delay of the items that go one direction of a link.
///
/// An item leaves after those before it, in the time that its bytes take. Then it takes a latency
/// drawn for it alone, so that it can overtake others, as on connections of their own; and for each
/// round of lost packets a further way there and back. Times count from when the sender sent. For
/// one thread.
public final class LinkDelay {
    /// Bytes of a packet that can be lost.
    private static final double PACKET_BYTES = 1400;

    /// A link that still loses after so many rounds has failed.
    private static final int ROUNDS_MAX = 64;

    private final Link link;
    private final Function<Integer, TransmissionQueue> queues;
    private final SplittableRandom random;
    private final Map<Integer, TransmissionQueue> byUser = new HashMap<>();

    /// @param queues the queue of a user
    public LinkDelay(
            Link link, Function<Integer, TransmissionQueue> queues, SplittableRandom random) {
        this.link = link;
        this.queues = queues;
        this.random = random;
    }

    /// The delay of a link that carries, besides the items, the load that is not replayed.
    ///
    /// @param hop twice the link's number, and one more for the way back
    public static LinkDelay of(
            Link link, int hop, EmulatedLoad load, long startNanos, SplittableRandom random) {
        double bandwidth = hop % 2 == 0 ? link.bytesPerSecondOut() : link.bytesPerSecondBack();
        SplittableRandom ofQueues = random.split();
        boolean isShared = load.isShared(hop / 2);
        var all =
                new TransmissionQueue(
                        bandwidth,
                        isShared ? load.ofSharedLink(hop) : List.of(),
                        startNanos,
                        ofQueues.split());
        return new LinkDelay(
                link,
                user ->
                        isShared
                                ? all
                                : new TransmissionQueue(
                                        bandwidth,
                                        load.ofUserLink(hop, user),
                                        startNanos,
                                        ofQueues.split()),
                random.split());
    }

    Link link() {
        return link;
    }

    /// When the last byte of an item arrives.
    long endNanos(ItemFrame frame) {
        TransmissionQueue queue = byUser.computeIfAbsent(frame.device(), queues);
        return queue.end(frame.sentNanos(), frame.bytes()) + latency(frame.bytes());
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
}
