package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.statistics.FrequentValues;
import dev.berth.statistics.StableHash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Most frequent values, by [FrequentValues]. Events with equal values and times have one level and
/// enter the sample together. Not thread-safe.
final class TopPartial implements StoredPartial {
    private final EventColumn column;
    private final FrequentValues values;

    TopPartial(EventColumn column, int count) {
        this.column = column;
        values = new FrequentValues(count, column.order());
    }

    @Override
    public void add(Event event) {
        if (column.isMissing(event)) {
            return;
        }
        long hash = column.hash(event);
        long draw = StableHash.ofWords(hash, event.timeMicros(), event.createdMicros());
        if (values.isSampled(draw) && !values.increment(hash, column.key(event), draw)) {
            values.put(hash, column.copy(event), draw);
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        values.merge(((TopPartial) other).values);
    }

    @Override
    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public @Nullable Object value() {
        List<Object> found = values.values();
        return found.isEmpty() ? null : found;
    }

    @Override
    public void write(ByteWriter out) {
        values.write(out, value -> ValueCodec.writePresent(column.type(), value, out));
    }

    @Override
    public void read(ByteReader in) {
        values.read(
                in,
                () -> ValueCodec.readPresent(column.type(), in),
                value -> ValueHash.of(column.type().element(), value));
    }
}
