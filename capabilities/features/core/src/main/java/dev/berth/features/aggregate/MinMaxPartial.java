package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.features.event.Event;
import dev.berth.statistics.Counts;
import org.jspecify.annotations.Nullable;

/// Smallest or greatest value.
final class MinMaxPartial implements StoredPartial {
    private final EventColumn column;
    private final int direction;
    private final ValueHolder cell;

    /// @param kind [Kind#MIN] or [Kind#MAX]
    MinMaxPartial(EventColumn column, Kind kind) {
        this.column = column;
        direction = kind == Kind.MAX ? 1 : -1;
        cell = new ValueHolder(column);
    }

    @Override
    public void add(Event event) {
        if (!column.isMissing(event)
                && (!cell.isPresent() || cell.compare(event) * direction < 0)) {
            cell.set(event);
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        ValueHolder theirs = ((MinMaxPartial) other).cell;
        if (theirs.isPresent() && (!cell.isPresent() || cell.compare(theirs) * direction < 0)) {
            cell.set(theirs);
        }
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
        cell.write(out);
    }

    @Override
    public void read(ByteReader in) {
        if (Counts.read(in, 0, 1) == 1) {
            cell.read(in);
        }
    }
}
