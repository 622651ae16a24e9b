package dev.berth.features.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Timer of a process that another displaced: over once the stored positions have not moved for its
/// patience although there were events behind them.
///
/// It is reset when no event is unread, so a process that reads an idle topic is not displaced. If
/// one that is only slow is, no event is lost or counted twice, as each batch is one conditional
/// write. Not thread-safe.
final class StandbyTimer {
    /// Well above what a batch takes, and what a process takes to start again with its topics.
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final long patienceNanos;
    private @Nullable Map<TopicPartition, OptionalLong> seen;
    private long sinceNanos;

    StandbyTimer(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /// Records the stored positions, at the start and after each batch that could not be written.
    boolean isOver(Map<TopicPartition, OptionalLong> positions, long nowNanos) {
        if (!positions.equals(seen)) {
            seen = Map.copyOf(positions);
            sinceNanos = nowNanos;
        }
        return nowNanos - sinceNanos >= patienceNanos;
    }

    void reset() {
        seen = null;
    }
}
