package dev.berth.evaluation.slicesearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.sample.RowSample;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Samples of many columns and rows. The time of a million rows is a case of the benchmark `cost`.
final class WideSampleTest {
    private static final int COLUMNS = 30;
    private static final int ROWS = 100_000;

    @Test
    void search_of30Columns_findsTheSliceOfTwoThatIsWorse() {
        SplittableRandom random = new SplittableRandom(Long.getLong("berth.seed", 1));
        RowSample sample =
                new RowSample(IntStream.range(0, COLUMNS).mapToObj(i -> "c" + i).toList());
        @Nullable Object[] values = new @Nullable Object[COLUMNS];
        for (int row = 1; row <= ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                values[column] =
                        switch (column % 3) {
                            case 0 -> random.nextDouble();
                            case 1 -> "category " + random.nextInt(30);
                            default -> random.nextLong(100_000);
                        };
            }
            boolean worse =
                    "category 4".equals(values[1])
                            && values[3] instanceof Double number
                            && number < 0.1;
            sample.add(row, random.nextDouble() < (worse ? 0.3 : 0.1) ? 1 : 0, 0, values);
        }
        List<FoundSlice> found =
                SliceSearch.search(sample, "error-rate", SearchSettings.DEFAULT, 0.95);
        assertThat(sample.size()).isEqualTo(ROWS);
        assertThat(found).isNotEmpty();
        assertThat(found.getFirst().condition()).startsWith("c1 == \"category 4\" && c3 < 0.");
    }
}
