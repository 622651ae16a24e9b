package dev.berth.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import javax.management.Notification;
import javax.management.NotificationEmitter;

/// Keeps garbage from making the heap grow. The serial collector leaves its old part alone until
/// the heap's limit is reached, a quarter of the machine's memory by default; so what connections
/// held that came and went piles up to gigabytes. With this the old part is collected when it has
/// doubled since it was last, and by 64 MB at least.
///
/// Other collectors see to this themselves, and are left alone.
final class HeapGrowth {
    private static final String SERIAL_OLD = "Tenured Gen";

    private static final long LEAST_BYTES = 64 << 20;

    private final MemoryPoolMXBean old;

    private HeapGrowth(MemoryPoolMXBean old) {
        this.old = old;
    }

    /// Watches the heap of this process from now on.
    static void bound() {
        Optional<MemoryPoolMXBean> serial =
                ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getName().equals(SERIAL_OLD))
                        .findAny();
        if (serial.isPresent()) {
            var growth = new HeapGrowth(serial.get());
            growth.expect();
            ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                    .addNotificationListener(growth::notified, null, null);
        }
    }

    private void notified(Notification notification, Object none) {
        if (notification.getType().equals(MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED)) {
            // A pause of some tens of milliseconds for what an idle server keeps, and of 60 to 90
            // for ten thousand connections (ADR 0042).
            System.gc();
            expect();
        }
    }

    /// The JVM looks at the end of each collection whether this is exceeded.
    private void expect() {
        long used = old.getUsage().getUsed();
        long limit = used + Math.max(used, LEAST_BYTES);
        long most = old.getUsage().getMax();
        old.setUsageThreshold(most < 0 ? limit : Math.min(limit, most));
    }
}
