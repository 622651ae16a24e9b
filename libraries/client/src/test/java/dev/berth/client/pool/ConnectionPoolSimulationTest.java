package dev.berth.client.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The pool beside a model of it, with seeded chance. The build has it run with some hundred
/// thousand calls, `quality/verification/client-pool` with ten million.
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
        assertThat(ended.answered + ended.refused + ended.lost + ended.late + ended.cancelled)
                .isEqualTo(CALLS);
        assertThat(ended.answered).isPositive();
    }
}
