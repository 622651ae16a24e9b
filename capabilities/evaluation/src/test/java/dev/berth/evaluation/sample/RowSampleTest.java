package dev.berth.evaluation.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.sample.ColumnValues.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowSampleTest {
    @Test
    void sample_ofMoreRowsThanItHolds_isUniform() {
        RowSample sample = new RowSample(List.of("x"), 1_000);
        for (int row = 1; row <= 50_000; row++) {
            sample.add(row, row, -row, new @Nullable Object[] {(double) row});
        }
        assertThat(sample.size()).isBetween(400, 1_000);
        assertThat(sample.offered()).isEqualTo(50_000);
        double mean =
                IntStream.range(0, sample.size()).mapToDouble(sample::loss).average().orElseThrow();
        assertThat(mean).isEqualTo(25_000, within(3_000.0));
        for (int row = 0; row < sample.size(); row++) {
            assertThat(sample.column(0).number(row)).isEqualTo(sample.loss(row));
            assertThat(sample.label(row)).isEqualTo(-sample.loss(row));
        }
    }

    @Test
    void sample_thatIsWrittenAndRead_isTheSame() {
        RowSample sample = new RowSample(List.of("x", "y"), 100);
        RowSample resumed = new RowSample(List.of("x", "y"), 100);
        for (int row = 1; row <= 500; row++) {
            add(sample, row);
            add(resumed, row);
            if (row % 97 == 0) {
                ByteWriter out = new ByteWriter();
                resumed.write(out);
                resumed = new RowSample(List.of("x", "y"), 100);
                resumed.read(new ByteReader(out.toBytes()));
            }
        }
        ByteWriter one = new ByteWriter();
        sample.write(one);
        ByteWriter other = new ByteWriter();
        resumed.write(other);
        assertThat(other.toBytes()).isEqualTo(one.toBytes());
    }

    private static void add(RowSample sample, int row) {
        sample.add(
                row,
                row / 7.0,
                row % 2,
                new @Nullable Object[] {row % 5 == 0 ? null : row, "t" + row % 3});
    }

    @Test
    void sample_thatIsCutShort_isRejected() {
        RowSample sample = new RowSample(List.of("x", "y"));
        for (int row = 1; row <= 20; row++) {
            add(sample, row);
        }
        ByteWriter out = new ByteWriter();
        sample.write(out);
        byte[] bytes = out.toBytes();
        for (int length = 0; length < bytes.length; length++) {
            ByteReader in = new ByteReader(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> new RowSample(List.of("x", "y")).read(in))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void loss_thatIsNotFinite_isRejected() {
        assertThatThrownBy(
                        () ->
                                new RowSample(List.of())
                                        .add(1, Double.NaN, 0, new @Nullable Object[0]))
                .hasMessageContaining("NaN");
    }

    private static ColumnValues column(@Nullable Object... values) {
        ColumnValues column = new ColumnValues();
        for (Object value : values) {
            column.add(value);
        }
        return column;
    }

    @Test
    void column_ofOtherValues_widensItsKind() {
        assertThat(column(1, 2L, null).kind()).isEqualTo(Kind.WHOLE_NUMBERS);
        assertThat(column(1, 2.5).kind()).isEqualTo(Kind.NUMBERS);
        assertThat(column(2.5, 1).kind()).isEqualTo(Kind.NUMBERS);
        assertThat(column(null, true).kind()).isEqualTo(Kind.FLAGS);
        assertThat(column(true, 1).kind()).isEqualTo(Kind.TEXTS);
        ColumnValues texts = column(1, null, 2, "x", 1);
        assertThat(texts.kind()).isEqualTo(Kind.TEXTS);
        assertThat(texts.place(1)).isEqualTo(ColumnValues.MISSING);
        assertThat(texts.text(texts.place(0))).isEqualTo("1");
        assertThat(texts.place(4)).isEqualTo(texts.place(0));
        ColumnValues more = column(1.5, "x");
        assertThat(more.text(more.place(0))).isEqualTo("1.5");
    }

    @Test
    void column_ofMoreTextsThanItKnows_takesTheOthersAsOne() {
        ColumnValues column = new ColumnValues();
        for (int i = 0; i < ColumnValues.TEXTS_MAX + 10; i++) {
            column.add("text " + i);
        }
        assertThat(column.textCount()).isEqualTo(ColumnValues.TEXTS_MAX);
        assertThat(column.place(column.size() - 1)).isEqualTo(ColumnValues.UNKNOWN);
        column.add("x".repeat(10_000));
        assertThat(column.place(column.size() - 1)).isEqualTo(ColumnValues.UNKNOWN);
    }
}
