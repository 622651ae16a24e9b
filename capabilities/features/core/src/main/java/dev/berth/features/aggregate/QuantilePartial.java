package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.event.Event;
import dev.berth.statistics.QuantileSketch;
import org.jspecify.annotations.Nullable;

/// Quantile of the numbers in a column.
final class QuantilePartial implements StoredPartial {
    private final EventColumn column;
    private final double share;
    private final QuantileSketch sketch = new QuantileSketch();

    QuantilePartial(EventColumn column, double share) {
        this.column = column;
        this.share = share;
    }

    @Override
    public void add(Event event) {
        if (!column.isMissing(event)) {
            sketch.add(
                    column.type().element().isFloating()
                            ? event.real(column.index())
                            : event.integer(column.index()));
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        sketch.merge(((QuantilePartial) other).sketch);
    }

    @Override
    public boolean isEmpty() {
        return sketch.isEmpty();
    }

    @Override
    public @Nullable Object value() {
        return sketch.isEmpty() ? null : sketch.quantile(share);
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
