package dev.berth.features.duckdb;

import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import dev.berth.tables.duckdb.ResultCursor;
import dev.berth.tables.duckdb.VectorReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Event view of a result row, read in place: the times, then the columns, from a given column on.
/// One object is reused for all rows.
final class RowEvent implements Event {
    private static final FeatureType MICROS = FeatureType.of(ValueType.INT64);

    private final VectorReader time;
    private final VectorReader created;
    private final List<VectorReader> columns = new ArrayList<>();
    private final boolean[] isReal;
    private int row;

    /// @param first index of the time column
    /// @param hasCreated whether the next column has the creation time; otherwise it equals the
    ///   event time
    RowEvent(ResultCursor rows, int first, boolean hasCreated, Collection<FeatureType> types) {
        this.time = rows.column(first, MICROS);
        this.created = hasCreated ? rows.column(first + 1, MICROS) : time;
        int firstValue = first + (hasCreated ? 2 : 1);
        this.isReal = new boolean[types.size()];
        for (FeatureType type : types) {
            int index = columns.size();
            isReal[index] = !type.isList() && type.element().isFloating();
            columns.add(rows.column(firstValue + index, type));
        }
    }

    void bind(ResultCursor rows) {
        time.bind(rows);
        created.bind(rows);
        columns.forEach(column -> column.bind(rows));
    }

    RowEvent at(int newRow) {
        row = newRow;
        return this;
    }

    @Override
    public long timeMicros() {
        return time.integer(row);
    }

    @Override
    public long createdMicros() {
        return created.integer(row);
    }

    @Override
    public boolean isMissing(int column) {
        VectorReader of = columns.get(column);
        return of.isNull(row) || (isReal[column] && Double.isNaN(of.real(row)));
    }

    @Override
    public long integer(int column) {
        return columns.get(column).integer(row);
    }

    @Override
    public double real(int column) {
        return columns.get(column).real(row);
    }

    @Override
    public String text(int column) {
        return columns.get(column).text(row);
    }

    @Override
    public @Nullable Object value(int column) {
        return isMissing(column) ? null : columns.get(column).value(row);
    }

    /// Without a Java object per value: histories have millions.
    @Override
    public void write(int column, FeatureType type, ByteWriter out) {
        if (type.isList()) {
            Event.super.write(column, type, out);
            return;
        }
        boolean isMissing = isMissing(column);
        out.writeByte(isMissing ? 0 : 1);
        if (isMissing) {
            return;
        }
        VectorReader of = columns.get(column);
        switch (type.element()) {
            case BOOL -> out.writeByte((int) of.integer(row));
            case INT32, INT64, TIMESTAMP -> out.writeSigned(of.integer(row));
            case FLOAT32 -> out.writeFloat((float) of.real(row));
            case FLOAT64 -> out.writeDouble(of.real(row));
            case STRING, BYTES -> out.writeBytes(of.bytes(row));
        }
    }
}
