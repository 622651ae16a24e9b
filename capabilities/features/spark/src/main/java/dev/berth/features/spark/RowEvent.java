package dev.berth.features.spark;

import dev.berth.core.feature.FeatureType;
import dev.berth.features.event.Event;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/// Event view of a Spark row: the times, then the columns, from a given column on. One object is
/// reused for all rows.
final class RowEvent implements Event {
    private final int time;
    private final int first;
    private final List<FeatureType> types;
    private @Nullable Row row;

    /// @param time index of the event time, followed by the creation time
    /// @param first index of the event's first column
    RowEvent(int time, int first, List<FeatureType> types) {
        this.time = time;
        this.first = first;
        this.types = types;
    }

    RowEvent at(Row newRow) {
        row = newRow;
        return this;
    }

    private Row row() {
        if (row == null) {
            throw new IllegalStateException("no row");
        }
        return row;
    }

    @Override
    public long timeMicros() {
        return row().getLong(time);
    }

    @Override
    public long createdMicros() {
        return row().getLong(time + 1);
    }

    @Override
    public boolean isMissing(int column) {
        return switch (row().get(first + column)) {
            case null -> true;
            case Double number -> number.isNaN();
            case Float number -> number.isNaN();
            default -> false;
        };
    }

    @Override
    public long integer(int column) {
        return switch (row().get(first + column)) {
            case Boolean flag -> flag ? 1 : 0;
            case Number number -> number.longValue();
            case null, default ->
                    throw new IllegalStateException("column " + column + " is no integer");
        };
    }

    @Override
    public double real(int column) {
        return ((Number) row().get(first + column)).doubleValue();
    }

    @Override
    public String text(int column) {
        return row().getString(first + column);
    }

    @Override
    public @Nullable Object value(int column) {
        if (isMissing(column)) {
            return null;
        }
        return types.get(column).isList()
                ? new ArrayList<@Nullable Object>(row().getList(first + column))
                : row().get(first + column);
    }
}
