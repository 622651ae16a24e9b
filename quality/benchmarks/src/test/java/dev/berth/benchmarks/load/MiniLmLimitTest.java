package dev.berth.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.benchmarks.stage.MiniLm;
import dev.berth.benchmarks.stage.MiniLmSystem;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MiniLmLimitTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    @Test
    void limit_everySettingTriedOnce_givesRowsPerSecond(@TempDir Path directory)
            throws InterruptedException {
        var limit = new MiniLmLimit(new MiniLmEngine(MiniLmSystem.writeModel(directory)));
        try (limit) {
            limit.tryAll(MOMENT);
            assertThat(limit.tried())
                    .hasSize(15)
                    .allSatisfy(tried -> assertThat(tried.rowsPerSecond()).isPositive());
            assertThat(limit.setting()).matches("batch .* threads or batch .* threads");
            Turn turn = limit.run(MOMENT);
            assertThat(turn.requestsPerSecond()).isPositive();
            assertThat(turn.cpuMicros()).isPositive();
        }
    }

    @Test
    void pooled_equalRows_areTheMeanWhateverTheBatch(@TempDir Path directory)
            throws InterruptedException {
        try (var engine = new MiniLmEngine(MiniLmSystem.writeModel(directory));
                MiniLmCalls one = engine.open(new MiniLmEngine.Threads(1, 1), 1);
                MiniLmCalls two = engine.open(new MiniLmEngine.Threads(1, 1), 2)) {
            float[] alone = one.pooledOnce();
            assertThat(alone).hasSize(MiniLm.WIDTH).doesNotContain(Float.NaN);
            assertThat(two.pooledOnce()).containsExactly(alone, within(1e-3f));
            assertThat(one.run(MOMENT).batches().percentileMillis(50)).isPositive();
        }
    }

    @Test
    void body_inBytes_hasThreeTensorsBehindItsJson() {
        assertThat(MiniLm.binaryBody()).hasSize(MiniLm.binaryHeadLength() + 3 * 8 * MiniLm.TOKENS);
    }
}
