package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.features.event.Event;
import dev.berth.statistics.Counts;
import org.jspecify.annotations.Nullable;

/// Value of the first or last event, ordered by event time, then creation time, then value.
final class FirstLastPartial implements StoredPartial {
    private final EventColumn column;
    private final int direction;
    private final ValueHolder cell;
    private long timeMicros;
    private long createdMicros;

    /// @param kind [Kind#FIRST] or [Kind#LAST]
    FirstLastPartial(EventColumn column, Kind kind) {
        this.column = column;
        direction = kind == Kind.LAST ? 1 : -1;
        cell = new ValueHolder(column);
    }

    @Override
    public void add(Event event) {
        if (column.isMissing(event)) {
            return;
        }
        if (cell.isPresent()) {
            int order = compareTimes(event.timeMicros(), event.createdMicros());
            if ((order == 0 ? cell.compare(event) : order) * direction >= 0) {
                return;
            }
        }
        timeMicros = event.timeMicros();
        createdMicros = event.createdMicros();
        cell.set(event);
    }

    @Override
    public void merge(PartialAggregate other) {
        FirstLastPartial edge = (FirstLastPartial) other;
        if (edge.isEmpty()) {
            return;
        }
        if (cell.isPresent()) {
            int order = compareTimes(edge.timeMicros, edge.createdMicros);
            if ((order == 0 ? cell.compare(edge.cell) : order) * direction >= 0) {
                return;
            }
        }
        timeMicros = edge.timeMicros;
        createdMicros = edge.createdMicros;
        cell.set(edge.cell);
    }

    private int compareTimes(long otherMicros, long otherCreatedMicros) {
        int order = Long.compare(timeMicros, otherMicros);
        return order == 0 ? Long.compare(createdMicros, otherCreatedMicros) : order;
    }

    @Override
    public boolean isEmpty() {
        return !cell.isPresent();
    }

    @Override
    public @Nullable Object value() {
        return cell.value();
    }

    @Override
    public void write(ByteWriter out) {
        out.writeByte(cell.isPresent() ? 1 : 0);
        if (cell.isPresent()) {
            out.writeSigned(timeMicros);
            out.writeSigned(createdMicros - timeMicros);
            cell.write(out);
        }
    }

    @Override
    public void read(ByteReader in) {
        if (Counts.read(in, 0, 1) == 1) {
            timeMicros = in.readSigned();
            createdMicros = timeMicros + in.readSigned();
            cell.read(in);
        }
    }
}
