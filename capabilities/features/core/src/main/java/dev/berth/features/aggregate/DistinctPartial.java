package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import dev.berth.statistics.DistinctSketch;
import org.jspecify.annotations.Nullable;

/// Number of distinct values.
final class DistinctPartial implements StoredPartial {
    private final EventColumn column;
    private final DistinctSketch sketch = new DistinctSketch();

    DistinctPartial(EventColumn column) {
        this.column = column;
    }

    @Override
    public void add(Event event) {
        if (!column.isMissing(event)) {
            sketch.add(column.hash(event));
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        sketch.merge(((DistinctPartial) other).sketch);
    }

    @Override
    public boolean isEmpty() {
        return sketch.isEmpty();
    }

    @Override
    public @Nullable Object value() {
        return sketch.isEmpty() ? null : sketch.count();
    }

    @Override
    public void write(ByteWriter out) {
        sketch.write(out);
    }

    @Override
    public void read(ByteReader in) {
        sketch.read(in);
    }
}
