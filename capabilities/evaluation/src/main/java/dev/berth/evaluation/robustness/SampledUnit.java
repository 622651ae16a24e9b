package dev.berth.evaluation.robustness;

import dev.berth.scoring.row.DataRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Unit of a sample, with the records that are predicted of it.
///
/// @param rows as read
/// @param records one for each row; values of bytes are decoded
/// @param weight greater than 0
public record SampledUnit(
        List<DataRow> rows, List<Map<String, @Nullable Object>> records, double weight) {
    public SampledUnit {
        rows = List.copyOf(rows);
        records = List.copyOf(records);
    }

    public long number() {
        return rows.getFirst().number();
    }

    /// The same with other records.
    SampledUnit with(List<Map<String, @Nullable Object>> others) {
        return new SampledUnit(rows, others, weight);
    }

    static Map<String, @Nullable Object> with(
            Map<String, @Nullable Object> record, String input, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(record);
        changed.put(input, value);
        return changed;
    }
}
