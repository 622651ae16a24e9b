package dev.berth.endpoint.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.RecordLimits;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Adaptive concurrency limit, simulated.
final class AdaptiveLimitTest {
    private static final double SERVICE_NANOS = 1e6;

    private final Random random = new Random(Long.getLong("berth.seed", 1));

    /// The bound after so many records of what works on so many at a time, where callers always
    /// have another: a record takes longer by as much as there are more in flight.
    private int limitAfter(Bulkhead bulkhead, int records, int capacity) {
        for (int i = 0; i < records; i++) {
            int inFlight = bulkhead.fill();
            double queued = Math.max(1.0, (double) inFlight / capacity);
            double noise = 0.9 + 0.2 * random.nextDouble();
            bulkhead.left(null, (long) (SERVICE_NANOS * queued * noise));
        }
        return bulkhead.limit();
    }

    private static Bulkhead bulkhead(int max) {
        return new Bulkhead(new EndpointName("e"), new RecordLimits(max, 0, true));
    }

    @Test
    void bound_ofWhatTakesLonger_staysNearWhatItCanDo() {
        for (int capacity : new int[] {8, 32, 100}) {
            assertThat(limitAfter(bulkhead(10_000), 200_000, capacity))
                    .as("capacity %d", capacity)
                    .isBetween(capacity, 4 * capacity);
        }
    }

    @Test
    void bound_ofWhatCanDoAll_growsToTheMost() {
        assertThat(limitAfter(bulkhead(500), 200_000, 1000)).isEqualTo(500);
    }

    @Test
    void bound_whenLessCanBeDone_shrinks_andGrowsAgainAfter() {
        Bulkhead bulkhead = bulkhead(10_000);
        int before = limitAfter(bulkhead, 200_000, 100);
        int slow = limitAfter(bulkhead, 200_000, 10);
        assertThat(slow).isLessThan(before / 2);
        assertThat(limitAfter(bulkhead, 400_000, 100)).isGreaterThan(2 * slow);
    }
}
