package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import dev.berth.statistics.Counts;
import org.jspecify.annotations.Nullable;

/// Number of events, or of events with a value in a column.
final class CountPartial implements StoredPartial {
    private final @Nullable EventColumn column;
    private long count;

    CountPartial(@Nullable EventColumn column) {
        this.column = column;
    }

    @Override
    public void add(Event event) {
        if (column == null || !column.isMissing(event)) {
            count++;
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        count += ((CountPartial) other).count;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public Object value() {
        return count;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeUnsigned(count);
    }

    @Override
    public void read(ByteReader in) {
        count = Counts.read(in);
    }
}
