package dev.berth.server.auth;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Log of denied requests, without their credentials. Thread-safe.
final class RefusalLog {
    /// For each reason. A caller that guesses keys must neither fill the log nor hide others in it;
    /// the counts are complete.
    static final int LINES_A_SECOND_MAX = 10;

    private static final Logger LOG = LoggerFactory.getLogger("berth.refused");
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LongSupplier nanoTime;
    private final Map<AccessDenialReason, Tally> tallies = new EnumMap<>(AccessDenialReason.class);

    private volatile @Nullable AccessListener listener;

    RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        for (AccessDenialReason refusal : AccessDenialReason.values()) {
            tallies.put(refusal, new Tally());
        }
    }

    /// @param consumer the consumer that the request claims to be, verified or not; empty if it
    ///   names none
    /// @param who the key's id and the consumer, as far as they are known; never a secret
    void refused(AccessDenialReason refusal, String request, String consumer, String who) {
        Tally tally = tally(refusal);
        tally.count.increment();
        AccessListener registered = listener;
        if (registered != null) {
            registered.onDenied(refusal.word(), consumer);
        }
        int left = tally.startOfSecond(nanoTime.getAsLong() / SECOND_NANOS);
        if (left > 0) {
            LOG.warn("{} further requests: {}", left, refusal.word());
        }
        if (tally.lines.incrementAndGet() <= LINES_A_SECOND_MAX) {
            LOG.warn("{}: {}{}", request, refusal.word(), who.isEmpty() ? "" : ", " + who);
        }
    }

    /// Notifies it of every denial from now on.
    void addListener(AccessListener other) {
        for (AccessDenialReason refusal : AccessDenialReason.values()) {
            other.registerReason(refusal.word());
        }
        listener = other;
    }

    /// How often this was the reason.
    long count(AccessDenialReason refusal) {
        return tally(refusal).count.sum();
    }

    private Tally tally(AccessDenialReason refusal) {
        Tally tally = tallies.get(refusal);
        if (tally == null) {
            throw new IllegalStateException("no tally of " + refusal);
        }
        return tally;
    }

    /// Count of one reason.
    private static final class Tally {
        private final LongAdder count = new LongAdder();
        private final AtomicLong second = new AtomicLong();
        private final AtomicInteger lines = new AtomicInteger();

        /// Gives how many were left out in the second before, to the caller that is first in a new
        /// one.
        int startOfSecond(long now) {
            long before = second.get();
            return now != before && second.compareAndSet(before, now)
                    ? lines.getAndSet(0) - LINES_A_SECOND_MAX
                    : 0;
        }
    }
}
