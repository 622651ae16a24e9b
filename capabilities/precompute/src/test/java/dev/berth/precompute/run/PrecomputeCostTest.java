package dev.berth.precompute.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class PrecomputeCostTest {
    /// Shares of Zipf's law by summing up.
    private static double share(long count, long keys, double exponent) {
        double some = 0;
        double all = 0;
        for (long k = 1; k <= keys; k++) {
            double weight = Math.pow((double) k, -exponent);
            all += weight;
            some += k <= count ? weight : 0;
        }
        return some / all;
    }

    @Test
    void best_isTheNumberWithTheLeastCost_andTheNeededShareIsWhereBothCostsAreEqual() {
        long seed = 5;
        var random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            long keys = 1L + random.nextInt(200);
            double exponent = random.nextDouble() * 2;
            var cost =
                    new PrecomputeCost(
                            keys,
                            random.nextInt(2_000),
                            1e-3,
                            random.nextDouble() * 1.2e-3,
                            count -> share(count, keys, exponent));
            double least = Double.POSITIVE_INFINITY;
            for (long count = 0; count <= keys; count++) {
                least = Math.min(least, cost.precomputing(count));
                boolean isPaying = cost.precomputing(count) < cost.computing() - 1e-12;
                boolean isShareReached =
                        cost.hitShare().applyAsDouble(count) > cost.hitShareNeeded(count) + 1e-9;
                if (count > 0 && isPaying != isShareReached) {
                    assertThat(cost.precomputing(count))
                            .as("seed %d round %d", seed, round)
                            .isCloseTo(cost.computing(), offset(1e-6));
                }
            }
            assertThat(cost.precomputing(cost.best()))
                    .as("seed %d round %d", seed, round)
                    .isCloseTo(least, offset(1e-9));
        }
    }
}
