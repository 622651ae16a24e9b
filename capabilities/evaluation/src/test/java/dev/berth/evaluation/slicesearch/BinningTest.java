package dev.berth.evaluation.slicesearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.evaluation.sample.ColumnValues;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BinningTest {
    private static BinnedColumn bin(List<? extends @Nullable Object> values) {
        ColumnValues column = new ColumnValues();
        values.forEach(column::add);
        return Binning.of("x", column, 2);
    }

    private static List<String> conditions(BinnedColumn column) {
        return column.bins().stream().map(Bin::condition).toList();
    }

    @Test
    void numbers_thatAreMany_areDividedIntoQuantiles() {
        SplittableRandom random = new SplittableRandom(1);
        ColumnValues values = new ColumnValues();
        for (int i = 0; i < 250_000; i++) {
            values.add(Math.exp(random.nextGaussian()));
        }
        BinnedColumn column = Binning.of("x", values, 2);
        assertThat(column.bins()).hasSize(Binning.QUANTILES);
        int[] counts = new int[column.none() + 1];
        for (int row = 0; row < values.size(); row++) {
            int code = column.codes().of(row);
            counts[code]++;
            double start = column.starts().get(code);
            assertThat(code == 0 || values.number(row) >= start).isTrue();
            assertThat(
                            !column.touchesNext(code)
                                    || values.number(row) < column.starts().get(code + 1))
                    .isTrue();
        }
        for (int bin = 0; bin < Binning.QUANTILES; bin++) {
            assertThat(counts[bin]).isBetween(24_000, 26_000);
        }
        assertThat(counts[column.none()]).isZero();
    }

    @Test
    void numbers_thatAreFew_areBinsOfTheirOwn() {
        BinnedColumn column = bin(java.util.Arrays.asList(3, 1, 3, null, -0, 1));
        assertThat(conditions(column)).containsExactly("x == 0", "x == 1", "x == 3", "x == null");
        assertThat(column.codes().of(3)).isEqualTo(3);
        assertThat(column.touchesNext(0)).isFalse();
        assertThat(conditions(bin(List.of(1.5, 1.5)))).containsExactly("x == 1.5");
    }

    @Test
    void numbers_thatAreInfinite_areInNoBin() {
        BinnedColumn column = bin(List.of(1.5, Double.POSITIVE_INFINITY, Double.NaN));
        assertThat(conditions(column)).containsExactly("x == 1.5", "x == null");
        assertThat(column.codes().of(1)).isEqualTo(column.none());
    }

    @Test
    void texts_thatAreRare_areInNoBin() {
        BinnedColumn column = bin(List.of("b", "a", "b", "c", "a", "b"));
        assertThat(conditions(column)).containsExactly("x == \"b\"", "x == \"a\"");
        assertThat(column.codes().of(3)).isEqualTo(column.none());
    }

    @Test
    void texts_withQuotes_areEscaped() {
        assertThat(conditions(bin(List.of("a\"\\\n\u0001", "a\"\\\n\u0001"))))
                .containsExactly("x == \"a\\\"\\\\\\n\\u0001\"");
    }

    @Test
    void intervals_thatAreJoined_haveOneCondition() {
        ColumnValues values = new ColumnValues();
        for (int i = 0; i < 100; i++) {
            values.add(i);
        }
        BinnedColumn column = Binning.of("x", values, 2);
        assertThat(column.join(0, 2).condition()).isEqualTo("x < 30");
        assertThat(column.join(8, 9).condition()).isEqualTo("x >= 80");
        assertThat(column.join(3, 4).label()).isEqualTo("30<=x<50");
        assertThat(column.join(0, 9).condition()).isEqualTo("x != null");
    }
}
