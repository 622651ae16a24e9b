package dev.berth.placement.verification.replay;

import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One direction of a link: items are sent one after the other, in the time that their bytes take.
/// Bytes that are not replayed take their turn as well. Thread-safe.
public final class TransmissionQueue {
    private static final double NANOS = 1e9;

    /// Load is emulated for this many transmissions before an item.
    private static final double ITEMS_REMEMBERED = 100;

    private final double bytesPerSecond;
    private final List<Stream> streams;
    private final long memoryNanos;
    private long free;

    /// Items of one kind.
    record Load(double perSecond, double bytes) {}

    private record Stream(Load load, ArrivalProcess arrivals) {}

    public TransmissionQueue(
            double bytesPerSecond, List<Load> loads, long startNanos, SplittableRandom random) {
        this.bytesPerSecond = bytesPerSecond;
        this.free = startNanos;
        streams =
                loads.stream()
                        .map(
                                load ->
                                        new Stream(
                                                load,
                                                new ArrivalProcess(
                                                        load.perSecond(),
                                                        startNanos,
                                                        random.split())))
                        .toList();
        memoryNanos =
                (long)
                        (loads.stream().mapToDouble(Load::bytes).max().orElse(0)
                                / bytesPerSecond
                                * ITEMS_REMEMBERED
                                * NANOS);
    }

    /// Sends an item.
    ///
    /// @return when its last byte is sent
    synchronized long end(long sentNanos, double bytes) {
        for (Stream each : streams) {
            if (each.arrivals().nextNanos() < sentNanos - memoryNanos) {
                each.arrivals().skipTo(sentNanos - memoryNanos);
            }
        }
        for (Stream first = first(); first != null; first = first()) {
            long arrival = first.arrivals().nextNanos();
            if (arrival > sentNanos) {
                break;
            }
            first.arrivals().advance();
            send(arrival, first.load().bytes());
        }
        return send(sentNanos, bytes);
    }

    private long send(long nanos, double bytes) {
        free = Math.max(nanos, free) + (long) (bytes / bytesPerSecond * NANOS);
        return free;
    }

    private @Nullable Stream first() {
        Stream first = null;
        for (Stream each : streams) {
            if (first == null || each.arrivals().nextNanos() < first.arrivals().nextNanos()) {
                first = each;
            }
        }
        return first;
    }
}
