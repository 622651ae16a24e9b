package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.RowCounts;
import dev.berth.evaluation.report.RowCounts.SetAsideRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Rows that a run sets aside, within a bound. For one thread.
final class SetAsideRows {
    private static final Comparator<SetAsideRow> BY_NUMBER =
            Comparator.comparingLong(SetAsideRow::row);

    private final String file;
    private final RunOptions options;
    private final long countMax;
    private final List<SetAsideRow> first = new ArrayList<>();
    private long count;

    /// @param total rows of the file
    SetAsideRows(String file, RunOptions options, long total) {
        this.file = file;
        this.options = options;
        this.countMax = (long) (options.setAsideShareMax() * total);
    }

    /// Sets a row aside, with others of its group.
    ///
    /// @param rows how many
    /// @throws ProblemException `row-invalid` if that is one too many
    void add(SetAsideRow row, long rows) {
        count += rows;
        int place = first.size();
        while (place > 0 && BY_NUMBER.compare(row, first.get(place - 1)) < 0) {
            place--;
        }
        if (place < RowCounts.SHOWN_MAX) {
            first.add(place, row);
            if (first.size() > RowCounts.SHOWN_MAX) {
                first.removeLast();
            }
        }
        if (options.strictness() == RunOptions.Strictness.FAIL) {
            throw new ProblemException(
                    ProblemCode.ROW_INVALID,
                    describe(row),
                    "correct the row, or let it be set aside: leave out --strict");
        }
        if (count > countMax) {
            throw new ProblemException(
                    ProblemCode.ROW_INVALID,
                    count
                            + " rows cannot be evaluated (expected: at most "
                            + countMax
                            + "); the first is "
                            + describe(first.getFirst()),
                    "correct the rows, or allow more to be set aside: --max-set-aside");
        }
    }

    private String describe(SetAsideRow row) {
        return file
                + ": row "
                + row.row()
                + (row.column().isEmpty() ? "" : ", column " + row.column())
                + ": "
                + row.message();
    }

    long count() {
        return count;
    }

    List<SetAsideRow> first() {
        return List.copyOf(first);
    }

    void write(ByteWriter out) {
        out.writeUnsigned(count);
        out.writeUnsigned(first.size());
        for (SetAsideRow row : first) {
            out.writeUnsigned(row.row());
            out.writeText(row.column());
            out.writeText(row.code());
            out.writeText(row.message());
        }
    }

    void read(ByteReader in) {
        count = in.readUnsigned();
        first.clear();
        int size = in.readCount();
        for (int i = 0; i < size; i++) {
            first.add(
                    new SetAsideRow(
                            in.readUnsigned(), in.readText(), in.readText(), in.readText()));
        }
    }
}
