package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.features.event.Event;
import dev.berth.statistics.Counts;
import dev.berth.statistics.ExactSum;
import org.jspecify.annotations.Nullable;

/// Sum or mean of floating-point numbers, rounded once. Missing if infinities of both signs occur.
final class FloatSumPartial implements StoredPartial {
    private final EventColumn column;
    private final Kind kind;
    private final ExactSum sum = new ExactSum();
    private long count;

    FloatSumPartial(EventColumn column, Kind kind) {
        this.column = column;
        this.kind = kind;
    }

    @Override
    public void add(Event event) {
        if (!column.isMissing(event)) {
            count++;
            sum.add(event.real(column.index()));
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        FloatSumPartial reals = (FloatSumPartial) other;
        count += reals.count;
        sum.merge(reals.sum);
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    @Override
    public @Nullable Object value() {
        if (count == 0) {
            return null;
        }
        double value = kind == Kind.MEAN ? sum.value() / count : sum.value();
        return Double.isNaN(value) ? null : value;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeUnsigned(count);
        if (count > 0) {
            sum.write(out);
        }
    }

    @Override
    public void read(ByteReader in) {
        count = Counts.read(in);
        if (count > 0) {
            sum.read(in);
        }
    }
}
