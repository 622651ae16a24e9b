package dev.berth.evaluation.run;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.evaluation.description.SliceDescription;
import dev.berth.evaluation.report.SliceResult;
import dev.berth.scoring.data.DataFile;
import dev.berth.scoring.data.ValueCount;
import dev.berth.scoring.prediction.ColumnExpression;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The slices of an evaluation, by their positions; the first has all rows.
final class SliceSet {
    /// Of one column: of more values, the frequent ones have a slice, and the others none.
    static final int VALUES_MAX = 50;

    /// Each slice takes some hundred kilobytes.
    static final int COUNT_MAX = 500;

    private final List<Slice> slices = new ArrayList<>();
    private final List<ColumnSlices> columns = new ArrayList<>();
    private final List<ConditionSlice> conditions = new ArrayList<>();

    /// @param condition in CEL, or for a column in words
    record Slice(String name, String condition) {}

    private record ColumnSlices(String column, Map<String, Integer> positions) {}

    private record ConditionSlice(ColumnExpression expression, int position) {}

    private SliceSet() {
        slices.add(new Slice(SliceResult.ALL, ""));
    }

    /// Finds the slices of the data.
    ///
    /// @throws ProblemException `evaluation-invalid` if a column is missing, an expression is
    ///   wrong, or there are too many slices, or two of one name
    static SliceSet of(List<SliceDescription> descriptions, DataFile data) {
        var set = new SliceSet();
        for (SliceDescription description : descriptions) {
            switch (description) {
                case SliceDescription.Columns(List<String> names) ->
                        names.forEach(name -> set.addColumn(name, data));
                case SliceDescription.Condition(String name, String when) ->
                        set.addCondition(name, when, data);
            }
        }
        Set<String> names = new HashSet<>();
        for (Slice slice : set.slices) {
            if (!names.add(slice.name())) {
                throw invalid("slice '" + slice.name() + "' twice", "rename one");
            }
        }
        if (set.slices.size() > COUNT_MAX) {
            throw invalid(
                    set.slices.size() + " slices (expected: at most " + COUNT_MAX + ")",
                    "name fewer columns");
        }
        return set;
    }

    private void addColumn(String column, DataFile data) {
        data.require(column, "slices");
        List<String> values =
                new ArrayList<>(
                        data.frequencies(column, VALUES_MAX).stream()
                                .map(ValueCount::text)
                                .toList());
        values.sort(SliceSet::compare);
        Map<String, Integer> positions = new HashMap<>();
        for (String value : values) {
            positions.put(value, slices.size());
            slices.add(new Slice(column + "=" + value, column + " is " + value));
        }
        columns.add(new ColumnSlices(column, positions));
    }

    /// Numbers by their size, texts as such.
    private static int compare(String one, String other) {
        try {
            return Double.compare(Double.parseDouble(one), Double.parseDouble(other));
        } catch (NumberFormatException e) {
            return one.compareTo(other);
        }
    }

    private void addCondition(String name, String when, DataFile data) {
        conditions.add(
                new ConditionSlice(
                        ColumnExpression.compileCondition(when, data, "slice '" + name + "'"),
                        slices.size()));
        slices.add(new Slice(name, when));
    }

    private static ProblemException invalid(String message, String remedy) {
        return new ProblemException(ProblemCode.EVALUATION_INVALID, message, remedy);
    }

    List<Slice> slices() {
        return slices;
    }

    /// The columns that decide the slices of a row.
    Set<String> columns() {
        Set<String> names = new LinkedHashSet<>();
        columns.forEach(each -> names.add(each.column()));
        conditions.forEach(each -> names.addAll(each.expression().columns()));
        return names;
    }

    /// Writes the positions of the slices that a row is in.
    ///
    /// @param positions at least as long as there are slices
    /// @return how many
    /// @throws InvalidRowException if a value is not of its column's type
    int find(DataRow row, int[] positions) throws InvalidRowException {
        int count = 0;
        positions[count++] = 0;
        for (ColumnSlices each : columns) {
            String text = row.text(each.column());
            Integer position = text == null ? null : each.positions().get(text);
            if (position != null) {
                positions[count++] = position;
            }
        }
        for (ConditionSlice each : conditions) {
            if (each.expression().holds(row)) {
                positions[count++] = each.position();
            }
        }
        return count;
    }
}
