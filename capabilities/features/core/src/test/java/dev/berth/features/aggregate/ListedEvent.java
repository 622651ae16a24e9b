package dev.berth.features.aggregate;

import dev.berth.features.event.Event;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Event with its values in a list.
record ListedEvent(long timeMicros, long createdMicros, List<@Nullable Object> values)
        implements Event {

    @Override
    public boolean isMissing(int column) {
        Object value = values.get(column);
        return value == null
                || (value instanceof Double real && real.isNaN())
                || (value instanceof Float single && single.isNaN());
    }

    @Override
    public long integer(int column) {
        Object value = require(column);
        return value instanceof Boolean truth ? (truth ? 1 : 0) : ((Number) value).longValue();
    }

    @Override
    public double real(int column) {
        return ((Number) require(column)).doubleValue();
    }

    @Override
    public String text(int column) {
        return (String) require(column);
    }

    @Override
    public @Nullable Object value(int column) {
        return isMissing(column) ? null : values.get(column);
    }

    private Object require(int column) {
        return Objects.requireNonNull(value(column), "missing");
    }
}
