package dev.berth.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Estimates against what was added.
final class DistinctSketchTest {
    private final long seed = Long.getLong("berth.seed", 1);
    private final Random random = new Random(seed);

    @Test
    void count_manyValues_hasStatedError() {
        for (int count : new int[] {257, 1000, 5000, 20_000, 100_000}) {
            double squares = 0;
            double sum = 0;
            int rounds = 60;
            for (int round = 0; round < rounds; round++) {
                DistinctSketch sketch = new DistinctSketch();
                long start = random.nextLong();
                for (int i = 0; i < count; i++) {
                    sketch.add(StableHash.ofWord(start + i));
                }
                double error = (double) sketch.count() / count - 1;
                squares += error * error;
                sum += error;
            }
            // The error of 60 standard errors' root mean square is a tenth of it.
            assertThat(Math.sqrt(squares / rounds))
                    .as("seed %d, %d values", seed, count)
                    .isLessThan(0.0163 * 1.4);
            assertThat(sum / rounds)
                    .as("seed %d, %d values", seed, count)
                    .isBetween(-0.0085, 0.0085);
        }
    }

    @Test
    void count_fullRegisters_isFinite() {
        DistinctSketch sketch = new DistinctSketch();
        for (long register = 0; register < 4096; register++) {
            sketch.add(register << 52);
        }
        assertThat(sketch.count()).isGreaterThan(1L << 60);
    }

    @Test
    void read_fullRegisters_areReadAndMoreAreRefused() {
        DistinctSketch sketch = new DistinctSketch();
        for (long register = 0; register < 4096; register++) {
            sketch.add(register << 52);
        }
        ByteWriter out = new ByteWriter();
        sketch.write(out);
        byte[] bytes = out.toBytes();
        DistinctSketch read = new DistinctSketch();
        read.read(new ByteReader(bytes));
        assertThat(read.count()).isEqualTo(sketch.count());
        bytes[bytes.length - 1] = -1;
        assertThatThrownBy(() -> new DistinctSketch().read(new ByteReader(bytes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rank 63");
    }
}
