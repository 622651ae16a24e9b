package dev.berth.tables;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.tables.ColumnCheck.TimeKind;
import java.util.HashMap;
import java.util.Map;

/// Representation of times by column of a source's tables, the same in all of them. For one thread.
public final class TimeKinds {
    private final EventSource source;
    private final Map<String, TimeKind> kinds = new HashMap<>();

    public TimeKinds(EventSource source) {
        this.source = source;
    }

    /// Adds a table.
    ///
    /// @param where it is, such as the path of a file
    /// @param types of its columns, in SQL
    /// @throws dev.berth.core.ProblemException `source-schema-mismatch` if a column has times of
    ///   another kind than in the tables before
    public void add(String where, Map<String, String> types) {
        source.columns()
                .forEach(
                        (name, type) -> {
                            if (isTime(type)) {
                                TimeKind kind = ColumnCheck.timeKind(types.getOrDefault(name, ""));
                                TimeKind others = kinds.putIfAbsent(name, kind);
                                if (others != null && others != kind) {
                                    throw new ColumnCheck(source).mixed(name, where, kind, others);
                                }
                            }
                        });
    }

    /// Whether a column is a time.
    public static boolean isTime(FeatureType type) {
        return type.element() == ValueType.TIMESTAMP && !type.isList();
    }

    /// That of a column; texts if there is none.
    public TimeKind of(String column) {
        return kinds.getOrDefault(column, TimeKind.TEXT);
    }
}
