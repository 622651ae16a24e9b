package dev.berth.features.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Event that holds its own values and never changes.
public final class ImmutableEvent implements Event {
    private final long timeMicros;
    private final long createdMicros;
    private final @Nullable Object[] values;

    /// @param values of all columns in their order, in the Java form of their types
    public ImmutableEvent(long timeMicros, long createdMicros, @Nullable Object... values) {
        this.timeMicros = timeMicros;
        this.createdMicros = createdMicros;
        this.values = values.clone();
    }

    /// Copies the current state of an event with this number of columns.
    public static ImmutableEvent copyOf(Event event, int columnCount) {
        @Nullable Object[] values = new @Nullable Object[columnCount];
        for (int i = 0; i < columnCount; i++) {
            values[i] = event.value(i);
        }
        return new ImmutableEvent(event.timeMicros(), event.createdMicros(), values);
    }

    @Override
    public long timeMicros() {
        return timeMicros;
    }

    @Override
    public long createdMicros() {
        return createdMicros;
    }

    @Override
    public boolean isMissing(int column) {
        return switch (values[column]) {
            case null -> true;
            case Double number -> number.isNaN();
            case Float number -> number.isNaN();
            default -> false;
        };
    }

    @Override
    public long integer(int column) {
        return switch (present(column)) {
            case Long number -> number;
            case Integer number -> number;
            case Boolean flag -> flag ? 1 : 0;
            default -> throw new IllegalStateException("column " + column + " is no integer");
        };
    }

    @Override
    public double real(int column) {
        return ((Number) present(column)).doubleValue();
    }

    @Override
    public String text(int column) {
        return (String) present(column);
    }

    @Override
    public @Nullable Object value(int column) {
        return isMissing(column) ? null : values[column];
    }

    private Object present(int column) {
        Object value = values[column];
        if (value == null) {
            throw new IllegalStateException("column " + column + " is missing");
        }
        return value;
    }

    @Override
    public String toString() {
        return timeMicros + "/" + createdMicros + Arrays.toString(values);
    }
}
