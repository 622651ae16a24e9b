package dev.berth.serving.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sizes of batches in constant excess, of engines that take exactly so long.
final class AdaptiveBatchSizerTest {
    private static final int EXECUTORS = 2;
    private static final int BATCHES = 20_000;

    private static AdaptiveBatchSizer learnt(
            int rowsMax, double millisOfBatch, double millisOfRow) {
        return learnt(rowsMax, millisOfBatch, millisOfRow, () -> 1);
    }

    /// @param factor of each batch
    private static AdaptiveBatchSizer learnt(
            int rowsMax, double millisOfBatch, double millisOfRow, DoubleSupplier factor) {
        return learnt(rowsMax, rows -> (millisOfBatch + millisOfRow * rows) * factor.getAsDouble());
    }

    /// @param millisOf a batch of so many rows
    private static AdaptiveBatchSizer learnt(int rowsMax, IntToDoubleFunction millisOf) {
        var times = new AdaptiveBatchSizer(rowsMax, EXECUTORS);
        for (int i = 0; i < BATCHES; i++) {
            int rows = times.nextRows();
            double millis = millisOf.applyAsDouble(rows);
            long nanos = (long) (millis * 1e6);
            times.recordBatch(rows, nanos, nanos);
        }
        return times;
    }

    /// Of the last, a row takes 3.125 ms in a batch of 8, 3.2 in one of 5 and 3.25 in one of 4:
    /// nearly best is 3.219.
    @ParameterizedTest
    @CsvSource({"0, 3, 1", "1, 1, 7", "0.6, 3, 4", "1, 3, 5"})
    void efficientRows_anEngine_isTheLeastSizeThatIsNearlyBest(
            double millisOfBatch, double millisOfRow, int expected) {
        assertThat(learnt(8, millisOfBatch, millisOfRow).efficientRows()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "6", "8"})
    void efficientRows_rowsCostNextToNothing_isTheLimit(int rowsMax) {
        assertThat(learnt(rowsMax, 5, 0.001).efficientRows()).isEqualTo(rowsMax);
    }

    /// Single rows cost a fifth more than the largest batches, as of a sentence model; one batch of
    /// two hundred is spoilt.
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
    void efficientRows_someTrialsAreSpoilt_isNotErrornForASingleRow(int seed) {
        var random = new Random(seed);
        DoubleSupplier factor =
                () -> random.nextInt(200) == 0 ? 6 : 0.9 + 0.2 * random.nextDouble();
        assertThat(learnt(8, 0.8, 3, factor).efficientRows()).isBetween(2, 6);
    }

    /// Like a sentence model: two rows gain next to nothing, four much, and more little. Each batch
    /// is off by some hundredths.
    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8"})
    void efficientRows_twoRowsGainLittleAndFourMuch_isFoundBeyondTwo(int seed) {
        var random = new Random(seed);
        double[] millisOfRow = {0, 3.9, 3.85, 3.6, 3.49, 3.45, 3.43, 3.42, 3.41};
        AdaptiveBatchSizer times =
                learnt(8, rows -> rows * millisOfRow[rows] * (1 + 0.03 * random.nextGaussian()));
        assertThat(times.efficientRows()).isBetween(3, 4);
    }

    @ParameterizedTest
    @CsvSource({"1", "3", "4", "7"})
    void batchNanos_sizesThatWereNotTried_areInBetween(int rows) {
        var times = learnt(8, 1, 1);
        assertThat(times.batchNanos(rows) / 1e6).isBetween(0.95 * (1 + rows), 1.05 * (1 + rows));
    }
}
