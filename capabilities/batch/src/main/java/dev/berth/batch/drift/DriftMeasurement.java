package dev.berth.batch.drift;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.RowBlock;
import dev.berth.scoring.data.RowCursor;
import dev.berth.scoring.row.DataRow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Measurement of drift: what the rows of a table are like beside those of a reference, such as the
/// table that a model was trained on.
///
/// The population stability index of a column is the sum over bins of `(p - q) ln(p / q)`, where
/// `p` and `q` are the shares of rows and reference in a bin; half a row stands for none. Bins are
/// made from the reference. Lists and bytes have none. Source: N. Siddiqi, Credit Risk Scorecards,
/// 2006.
public final class DriftMeasurement {
    private final DataFile reference;
    private final List<ColumnDrift> drifts = new ArrayList<>();

    public DriftMeasurement(DataFile reference) {
        this.reference = reference;
    }

    /// Compares columns that both tables have. Reads the rows of both.
    ///
    /// @param names of the reference's columns by those of the table
    public void compare(DataFile table, Map<String, String> names, boolean isOutput) {
        Map<String, ColumnBins> bins = new LinkedHashMap<>();
        names.forEach(
                (name, there) -> {
                    if (table.has(name) && reference.has(there)) {
                        kind(table.type(name), reference.type(there))
                                .ifPresent(
                                        isNumber ->
                                                bins.put(name, new ColumnBins(there, isNumber)));
                    }
                });
        if (bins.isEmpty()) {
            return;
        }
        List<String> used = bins.values().stream().map(ColumnBins::column).distinct().toList();
        forEachRow(reference, used, row -> bins.values().forEach(each -> each.learn(row)));
        bins.values().forEach(ColumnBins::fix);
        Map<String, long[]> expected = counts(bins);
        forEachRow(
                reference,
                used,
                row ->
                        bins.forEach(
                                (name, each) ->
                                        count(expected, name, each.bin(row, each.column()))));
        Map<String, long[]> found = counts(bins);
        forEachRow(
                table,
                List.copyOf(bins.keySet()),
                row -> bins.forEach((name, each) -> count(found, name, each.bin(row, name))));
        bins.keySet()
                .forEach(
                        name ->
                                add(
                                        name,
                                        isOutput,
                                        found.getOrDefault(name, new long[] {0}),
                                        expected.getOrDefault(name, new long[] {0})));
    }

    private void add(String name, boolean isOutput, long[] found, long[] expected) {
        long rows = sum(found);
        long referenceRows = sum(expected);
        if (rows > 0 && referenceRows > 0) {
            drifts.add(
                    new ColumnDrift(
                            name,
                            isOutput,
                            psi(found, rows, expected, referenceRows),
                            (double) found[0] / rows,
                            (double) expected[0] / referenceRows));
        }
    }

    private static double psi(long[] found, long rows, long[] expected, long referenceRows) {
        double psi = 0;
        for (int i = 0; i < found.length; i++) {
            if (found[i] > 0 || expected[i] > 0) {
                double p = Math.max((double) found[i], 0.5) / rows;
                double q = Math.max((double) expected[i], 0.5) / referenceRows;
                psi += (p - q) * Math.log(p / q);
            }
        }
        return psi;
    }

    /// What was found, inputs before outputs if they were compared in that order.
    ///
    /// @throws ProblemException `data-invalid` if the reference had none of the columns
    public List<ColumnDrift> drifts() {
        if (drifts.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    reference.file()
                            + " has none of the job's columns with rows (expected: some of the"
                            + " inputs or outputs)",
                    "name the table that the model was trained on");
        }
        return List.copyOf(drifts);
    }

    /// Whether columns are numbers; empty if they cannot be compared.
    private static Optional<Boolean> kind(FeatureType one, FeatureType other) {
        if (one.isList() || other.isList()) {
            return Optional.empty();
        }
        boolean isNumber = isNumber(one.element());
        boolean isKnown = one.element() != ValueType.BYTES && other.element() != ValueType.BYTES;
        return isKnown && isNumber == isNumber(other.element())
                ? Optional.of(isNumber)
                : Optional.empty();
    }

    private static boolean isNumber(ValueType type) {
        return switch (type) {
            case INT32, INT64, FLOAT32, FLOAT64, TIMESTAMP -> true;
            case BOOL, STRING, BYTES -> false;
        };
    }

    private static Map<String, long[]> counts(Map<String, ColumnBins> bins) {
        Map<String, long[]> counts = new LinkedHashMap<>();
        bins.forEach((name, each) -> counts.put(name, new long[each.count()]));
        return counts;
    }

    private static void count(Map<String, long[]> counts, String name, int bin) {
        long[] column = counts.get(name);
        if (column != null) {
            column[bin]++;
        }
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    /// Receiver of rows.
    private interface RowVisitor {
        void visit(DataRow row);
    }

    private static void forEachRow(DataFile table, List<String> names, RowVisitor visitor) {
        var _ = table.scan(names);
        try (RowCursor rows = table.rowsAfter(names, 0)) {
            for (Optional<RowBlock> block = rows.next(); block.isPresent(); block = rows.next()) {
                block.get().rows().forEach(visitor::visit);
            }
        }
    }
}
