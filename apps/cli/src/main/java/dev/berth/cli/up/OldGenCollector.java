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

/// Trigger for collections of the old generation before garbage makes the heap grow. The parallel
/// and serial collectors ignore the old generation until the heap limit, by default a quarter of
/// the machine's memory, so the remains of closed connections pile up to gigabytes. This collects
/// it when it has doubled since the last collection, by at least 64 MB; and once most of its
/// content is of closed connections: the less survives, the shorter the pause.
///
/// Other collectors do this themselves, and are left alone. Reasons: ADR 0042 and 0043.
/// Thread-safe.
final class OldGenCollector {
    private static final Set<String> OLD = Set.of("PS Old Gen", "Tenured Gen");

    private static final long LEAST_BYTES = 64 << 20;

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /// Connections, each of which leaves about 2.5 KB.
    private static final long LEAST_GONE = 4000;

    /// Decrease of open connections since the last poll: more may be about to close.
    private static final int LEAST_CLOSING = 500;

    /// Less is not worth the pause.
    private static final long LEAST_LEFT_BYTES = 24 << 20;

    /// Closed connections per open one; steady traffic is left to the doubling rule.
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

    /// Monitors the heap of this process until the thread is interrupted.
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
            Thread.sleep(POLL_INTERVAL);
            poll();
        }
    }

    /// The old generation that is ignored, if this process has one.
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

    /// Collects the remains of connections if they are most of the content, once no more
    /// connections close: amid ten thousand that close, half would survive.
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

    /// The JVM compares the usage after each collection with this threshold.
    private synchronized void expect() {
        endedBefore = connections.get().ended();
        keptBytes = old.getUsage().getUsed();
        long limit = keptBytes + Math.max(keptBytes, LEAST_BYTES);
        long most = old.getUsage().getMax();
        old.setUsageThreshold(most < 0 ? limit : Math.min(limit, most));
    }
}
