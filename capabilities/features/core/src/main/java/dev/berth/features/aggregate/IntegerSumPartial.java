package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.features.event.Event;
import dev.berth.statistics.Counts;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Sum or mean of integers in 128 bits, which cannot overflow. A sum beyond 64 bits is missing; a
/// mean is the sum, as the nearest float64, divided by the count.
final class IntegerSumPartial implements StoredPartial {
    private final EventColumn column;
    private final Kind kind;
    private long count;
    private long high;
    private long low;

    IntegerSumPartial(EventColumn column, Kind kind) {
        this.column = column;
        this.kind = kind;
    }

    @Override
    public void add(Event event) {
        if (!column.isMissing(event)) {
            long value = event.integer(column.index());
            count++;
            add(value >> 63, value);
        }
    }

    @Override
    public void merge(PartialAggregate other) {
        IntegerSumPartial sum = (IntegerSumPartial) other;
        count += sum.count;
        add(sum.high, sum.low);
    }

    private void add(long otherHigh, long otherLow) {
        low += otherLow;
        high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
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
        if (kind == Kind.MEAN) {
            return mean();
        }
        return fits() ? low : null;
    }

    private double mean() {
        double sum = fits() ? (double) low : wide().doubleValue();
        return sum / count;
    }

    private BigInteger wide() {
        BigInteger rest = BigInteger.valueOf(low & Long.MAX_VALUE);
        BigInteger sum = BigInteger.valueOf(high).shiftLeft(Long.SIZE).add(rest);
        return low < 0 ? sum.setBit(Long.SIZE - 1) : sum;
    }

    private boolean fits() {
        return high == low >> 63;
    }

    @Override
    public void write(ByteWriter out) {
        out.writeUnsigned(count);
        if (count > 0) {
            out.writeSigned(low);
            out.writeSigned(high - (low >> 63));
        }
    }

    @Override
    public void read(ByteReader in) {
        count = Counts.read(in);
        if (count > 0) {
            low = in.readSigned();
            high = in.readSigned() + (low >> 63);
        }
    }
}
