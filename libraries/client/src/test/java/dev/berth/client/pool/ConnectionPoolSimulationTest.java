package dev.berth.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Test of the pool against a model, with seeded randomness: some hundred thousand calls in the
/// build, ten million with `quality/verification/client-pool`.
final class ConnectionPoolSimulationTest {
    private static final long RUNS = Long.getLong("berth.pool.runs", 20);
    private static final long CALLS = Long.getLong("berth.pool.calls", 20_000);
    private static final long SEED = Long.getLong("berth.pool.seed", 1);

    @TestFactory
    Stream<DynamicTest> calls_cancelledResetAndClosed_areAllAccountedFor() {
        return LongStream.range(SEED, SEED + RUNS)
                .mapToObj(
                        seed ->
                                DynamicTest.dynamicTest(
                                        CALLS + " calls, seed " + seed, () -> run(seed)));
    }

    private static void run(long seed) {
        PoolSimulation ended = new PoolSimulation(seed, CALLS).run();
        assertThat(ended.answered + ended.rejected + ended.lost + ended.late + ended.cancelled)
                .isEqualTo(CALLS);
        assertThat(ended.answered).isPositive();
    }
}
