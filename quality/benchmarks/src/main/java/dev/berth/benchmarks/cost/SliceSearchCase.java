package dev.berth.benchmarks.cost;

import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.evaluation.slicesearch.SliceSearch;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Search for slices of one column or two, of 30 columns and a million rows.
final class SliceSearchCase implements CostCase {
    private static final int COLUMNS = 30;
    private static final int ROWS = 1_000_000;

    private @Nullable RowSample sample;

    @Override
    public String name() {
        return "slice search of 30 columns and a million rows";
    }

    @Override
    public Duration limit() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration measure() {
        RowSample rows = sample;
        if (rows == null) {
            rows = gather();
            sample = rows;
        }
        long start = System.nanoTime();
        List<?> found = SliceSearch.search(rows, "error-rate", SearchSettings.DEFAULT, 0.95);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        if (found.isEmpty()) {
            throw new IllegalStateException("no slice was found (expected: that of two columns)");
        }
        return took;
    }

    private static RowSample gather() {
        SplittableRandom random = new SplittableRandom(1);
        RowSample rows = new RowSample(IntStream.range(0, COLUMNS).mapToObj(i -> "c" + i).toList());
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
            boolean isWorse =
                    "category 4".equals(values[1])
                            && values[3] instanceof Double number
                            && number < 0.1;
            rows.add(row, random.nextDouble() < (isWorse ? 0.3 : 0.1) ? 1 : 0, 0, values);
        }
        return rows;
    }
}
