package dev.berth.core.assignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LoadBoundTest {
    private static final long SEED = Long.getLong("berth.seed", 1);

    @Test
    void bound_isAMultipleOfTheMean_andAtLeastTheMinimum() {
        LoadBound bound = LoadBound.defaults();

        assertThat(bound.requestsMax(1, 3)).isEqualTo(8);
        assertThat(bound.requestsMax(30, 3)).isEqualTo(13);
        assertThat(bound.requestsMax(3_000, 3)).isEqualTo(1_250);
        assertThat(new LoadBound(2, 1).requestsMax(1, 3)).isEqualTo(1);
    }

    /// As a server whose requests are below the bound exists at any time, nothing is left over; and
    /// however few models are in demand, none exceeds it.
    @Test
    void requestsOfOneModel_areSpreadWithinTheBound() {
        var random = new Random(SEED);
        for (int round = 0; round < 100; round++) {
            int count = 1 + random.nextInt(12);
            var bound = new LoadBound(1.05 + random.nextDouble(), 1 + random.nextInt(4));
            List<String> servers = IntStream.range(0, count).mapToObj(i -> "s" + i + ":1").toList();
            int[] inFlight = new int[count];
            for (int sent = 1; sent <= 400; sent++) {
                int most = bound.requestsMax(sent, count);
                String chosen =
                        ModelAssignment.order("hot", servers).stream()
                                .filter(server -> inFlight[servers.indexOf(server)] < most)
                                .findFirst()
                                .orElseThrow();
                inFlight[servers.indexOf(chosen)]++;

                assertThat(IntStream.of(inFlight).max().orElse(0))
                        .as("seed " + SEED)
                        .isLessThanOrEqualTo(most);
            }
        }
    }

    @Test
    void bound_outOfRange_isRejected() {
        assertThatThrownBy(() -> new LoadBound(1, 8)).hasMessageContaining("factor: 1.0");
        assertThatThrownBy(() -> new LoadBound(Double.NaN, 8)).hasMessageContaining("factor");
        assertThatThrownBy(() -> new LoadBound(1.25, 0)).hasMessageContaining("requestsMin: 0");
    }
}
