package dev.berth.cli.up;

import dev.berth.server.ConnectionCounts;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import javax.management.Notification;
import javax.management.NotificationEmitter;

/// Keeps garbage from making the heap grow. The parallel and the serial collector leave their old
/// part alone until the heap's limit is reached, a quarter of the machine's memory by default; so
/// what connections held that came and went piles up to gigabytes. With this the old part is
/// collected when it has doubled since it was last, and by 64 MB at least; and as soon as most of
/// what it holds are connections that have gone: a collection pauses the shorter the less is left.
///
/// Other collectors see to this themselves, and are left alone. Why, ADR 0042 and 0043.
/// Thread-safe.
final class OldGenCollector {
    private static final Set<String> OLD = Set.of("PS Old Gen", "Tenured Gen");

    private static final long LEAST_BYTES = 64 << 20;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /// Connections, each of which leaves some 2.5 KB.
    private static final long LEAST_GONE = 4000;

    /// Fewer open connections than at the look before by so many: more may be about to go.
    private static final int LEAST_CLOSING = 500;

    /// Less is not worth the pause.
    private static final long LEAST_LEFT_BYTES = 24 << 20;

    /// For each that is still there, so that those who come and go all the time are left to the
    /// doubling.
    private static final int GONE_PER_OPEN = 4;

    private final MemoryPoolMXBean old;
    private final Supplier<ConnectionCounts> connections;
    private long keptBytes;
    private long endedBefore;
    private int openBefore;

    OldGenCollector(MemoryPoolMXBean old, Supplier<ConnectionCounts> connections) {
        this.old = old;
        this.connections = connections;
        expect();
    }

    /// Watches the heap of this process until the thread is interrupted.
    static void bound(Supplier<ConnectionCounts> connections) throws InterruptedException {
        Optional<MemoryPoolMXBean> old = old();
        if (old.isPresent()) {
            new OldGenCollector(old.get(), connections).watch();
        } else {
            new CountDownLatch(1).await();
        }
    }

    private void watch() throws InterruptedException {
        ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                .addNotificationListener(this::notified, null, null);
        while (true) {
            Thread.sleep(BETWEEN_LOOKS);
            poll();
        }
    }

    /// The old part that is left alone, if this process has one.
    static Optional<MemoryPoolMXBean> old() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> OLD.contains(pool.getName()))
                .findAny();
    }

    private void notified(Notification notification, Object none) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            collect();
        }
    }

    /// Collects what connections have left if that is most of what there is, once no more of them
    /// go: amid ten thousand that close, half of it would have to be kept.
    synchronized void poll() {
        ConnectionCounts now = connections.get();
        boolean closing = openBefore - now.open() >= LEAST_CLOSING;
        openBefore = now.open();
        long gone = now.ended() - endedBefore;
        if (!closing
                && gone >= Math.max(LEAST_GONE, GONE_PER_OPEN * (long) now.open())
                && old.getUsage().getUsed() - keptBytes >= LEAST_LEFT_BYTES) {
            collect();
        }
    }

    private synchronized void collect() {
        System.gc();
        expect();
    }

    /// The JVM looks at the end of each collection whether this is exceeded.
    private synchronized void expect() {
        endedBefore = connections.get().ended();
        keptBytes = old.getUsage().getUsed();
        long limit = keptBytes + Math.max(keptBytes, LEAST_BYTES);
        long most = old.getUsage().getMax();
        old.setUsageThreshold(most < 0 ? limit : Math.min(limit, most));
    }
}
