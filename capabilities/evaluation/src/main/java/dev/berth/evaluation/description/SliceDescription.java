package dev.berth.evaluation.description;

import java.util.List;

/// Description of one slice or of several.
public sealed interface SliceDescription {
    /// A slice for every value of each of these columns, `age_group=young`, as far as they are
    /// frequent.
    record Columns(List<String> columns) implements SliceDescription {
        public Columns {
            columns = List.copyOf(columns);
        }
    }

    /// The rows for which an expression holds.
    ///
    /// @param when a condition in CEL over the columns
    record Condition(String name, String when) implements SliceDescription {}
}
