package dev.berth.evaluation.sample;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.statistics.StableHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Losses and labels of rows with the values of some columns: all rows, or, where these are more
/// than memory allows, a sample.
///
/// A row is in the sample if the hash of its number is below a limit, which is halved whenever the
/// sample is full; then it has between half and all of [#rowsMax] rows, each as likely as any
/// other, and depends on the rows alone. For one thread.
public final class RowSample {
    /// A million rows of 40 columns: some 320 MB, or a quarter of it for texts.
    static final int CELLS_MAX = 40_000_000;

    static final int ROWS_MAX = 1_048_576;

    private final List<String> names;
    private final List<ColumnValues> columns = new ArrayList<>();
    private final int rowsMax;
    private long hashMax = Long.MAX_VALUE;
    private double[] losses = new double[16];
    private double[] labels = new double[16];
    private long[] numbers = new long[16];
    private int size;
    private long offered;

    public RowSample(List<String> columns) {
        this(columns, Math.min(ROWS_MAX, CELLS_MAX / Math.max(1, columns.size())));
    }

    RowSample(List<String> columns, int rowsMax) {
        this.names = List.copyOf(columns);
        this.rowsMax = rowsMax;
        names.forEach(name -> this.columns.add(new ColumnValues()));
    }

    /// Adds a row, if it is in the sample.
    ///
    /// @param number of the row in the file
    /// @param loss finite
    /// @param label the number of the class, or the number itself; finite
    /// @param values of the columns, in their order
    public void add(long number, double loss, double label, @Nullable Object[] values) {
        if (!Double.isFinite(loss)) {
            throw new IllegalArgumentException("loss: " + loss + " (expected: finite)");
        }
        if (!Double.isFinite(label)) {
            throw new IllegalArgumentException("label: " + label + " (expected: finite)");
        }
        offered++;
        if (hash(number) > hashMax) {
            return;
        }
        if (size == losses.length) {
            losses = Arrays.copyOf(losses, 2 * size);
            labels = Arrays.copyOf(labels, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
        }
        losses[size] = loss;
        labels[size] = label;
        numbers[size] = number;
        size++;
        for (int column = 0; column < values.length; column++) {
            columns.get(column).add(values[column]);
        }
        if (size > rowsMax) {
            halve();
        }
    }

    private static long hash(long number) {
        return StableHash.ofWord(number) & Long.MAX_VALUE;
    }

    private void halve() {
        int[] kept = new int[size];
        int count = 0;
        while (count == 0 || count > rowsMax) {
            hashMax >>>= 1;
            count = 0;
            for (int row = 0; row < size; row++) {
                if (hash(numbers[row]) <= hashMax) {
                    kept[count++] = row;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            losses[i] = losses[kept[i]];
            labels[i] = labels[kept[i]];
            numbers[i] = numbers[kept[i]];
        }
        for (ColumnValues column : columns) {
            column.keep(kept, count);
        }
        size = count;
    }

    /// Rows in the sample.
    public int size() {
        return size;
    }

    /// Rows that were added, in the sample or not.
    public long offered() {
        return offered;
    }

    public List<String> names() {
        return names;
    }

    public double loss(int row) {
        return losses[row];
    }

    public double label(int row) {
        return labels[row];
    }

    /// The number of a row in the file.
    public long number(int row) {
        return numbers[row];
    }

    public ColumnValues column(int index) {
        return columns.get(index);
    }

    public void write(ByteWriter out) {
        out.writeLong(hashMax);
        out.writeUnsigned(offered);
        out.writeUnsigned(size);
        for (int row = 0; row < size; row++) {
            out.writeDouble(losses[row]);
            out.writeDouble(labels[row]);
            out.writeUnsigned(numbers[row]);
        }
        columns.forEach(column -> column.write(out));
    }

    /// Reads what was written, into a new sample.
    ///
    /// @throws IllegalArgumentException for other bytes
    public void read(ByteReader in) {
        hashMax = in.readLong();
        offered = in.readUnsigned();
        size = in.readCount();
        losses = new double[Math.max(16, size)];
        labels = new double[losses.length];
        numbers = new long[losses.length];
        for (int row = 0; row < size; row++) {
            losses[row] = in.readDouble();
            labels[row] = in.readDouble();
            numbers[row] = in.readUnsigned();
        }
        columns.forEach(column -> column.read(in));
    }
}
