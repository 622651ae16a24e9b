package dev.berth.features.state;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.features.bytes.ValueCodec;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// State of a view of columns: an entity's latest row and its pending future rows.
final class LatestRowStateFactory implements EntityStateFactory.StateForm {
    private final int[] columns;
    private final FeatureType[] types;

    /// Approximate size of a row's values. A stale read by another thread does no harm.
    private int valueBytes = 64;

    private LatestRowStateFactory(int[] columns, FeatureType[] types) {
        this.columns = columns;
        this.types = types;
    }

    static LatestRowStateFactory of(FeatureView view, Map<String, FeatureType> columns) {
        List<String> names = new ArrayList<>(columns.keySet());
        int count = view.features().size();
        int[] indexes = new int[count];
        FeatureType[] types = new FeatureType[count];
        for (int i = 0; i < count; i++) {
            Feature feature = view.features().get(i);
            String column = ((FeatureComputation.FromColumn) feature.derivation()).column();
            indexes[i] = names.indexOf(column);
            types[i] = columns.getOrDefault(column, feature.type());
        }
        return new LatestRowStateFactory(indexes, types);
    }

    @Override
    public EntityState empty() {
        return new Rows();
    }

    @Override
    public EntityState read(ByteReader in) {
        var rows = new Rows();
        rows.asOfMicros = in.readSigned();
        if (in.readByte() != 0) {
            rows.latest = readRow(in);
        }
        int count = in.readCount();
        for (int i = 0; i < count; i++) {
            rows.pending.add(readRow(in));
        }
        return rows;
    }

    private Row readRow(ByteReader in) {
        long time = in.readSigned();
        long created = time + in.readSigned();
        return new Row(time, created, readValues(in), null);
    }

    private @Nullable Object[] readValues(ByteReader in) {
        @Nullable Object[] values = new @Nullable Object[types.length];
        for (int i = 0; i < types.length; i++) {
            values[i] = ValueCodec.read(types[i], in);
        }
        return values;
    }

    private void writeRow(Row row, ByteWriter out) {
        out.writeSigned(row.timeMicros);
        out.writeSigned(row.createdMicros - row.timeMicros);
        ByteWriter written = row.written;
        if (written != null) {
            out.writeAll(written);
            return;
        }
        @Nullable Object[] values = row.values();
        for (int i = 0; i < types.length; i++) {
            ValueCodec.write(types[i], values[i], out);
        }
    }

    private int compare(Row a, Row b) {
        int order = Long.compare(a.timeMicros, b.timeMicros);
        if (order == 0) {
            order = Long.compare(a.createdMicros, b.createdMicros);
        }
        for (int i = 0; i < types.length && order == 0; i++) {
            order = ValueOrder.compare(types[i].element(), a.values()[i], b.values()[i]);
        }
        return order;
    }

    private int comparePending(Row a, Row b) {
        int order = Long.compare(a.visibleMicros(), b.visibleMicros());
        return order == 0 ? compare(a, b) : order;
    }

    /// Row in the order of the view's features: its values, their bytes, or both. Most rows of a
    /// history are written and never decoded.
    private final class Row {
        private final long timeMicros;
        private final long createdMicros;
        private @Nullable Object @Nullable [] values;
        private final @Nullable ByteWriter written;

        Row(
                long timeMicros,
                long createdMicros,
                @Nullable Object @Nullable [] values,
                @Nullable ByteWriter written) {
            this.timeMicros = timeMicros;
            this.createdMicros = createdMicros;
            this.values = values;
            this.written = written;
        }

        @Nullable Object[] values() {
            @Nullable Object[] known = values;
            if (known == null) {
                known = readValues(new ByteReader(Objects.requireNonNull(written).toBytes()));
                values = known;
            }
            return known;
        }

        long visibleMicros() {
            return Math.max(timeMicros, createdMicros);
        }
    }

    private final class Rows implements EntityState {
        private long asOfMicros = Long.MIN_VALUE;
        private @Nullable Row latest;

        /// Future rows in order of visibility.
        private final List<Row> pending = new ArrayList<>();

        @Override
        public void add(Event event, long arrivedMicros) {
            if (event.createdMicros() <= arrivedMicros) {
                promote(event.createdMicros());
            }
            if (event.visibleMicros() <= asOfMicros && isOlder(event)) {
                return;
            }
            var written = new ByteWriter(valueBytes);
            for (int i = 0; i < types.length; i++) {
                event.write(columns[i], types[i], written);
            }
            valueBytes = written.size();
            var row = new Row(event.timeMicros(), event.createdMicros(), null, written);
            if (row.visibleMicros() > asOfMicros) {
                await(row);
            } else {
                take(row);
            }
        }

        private void await(Row row) {
            int place = 0;
            while (place < pending.size() && comparePending(pending.get(place), row) <= 0) {
                place++;
            }
            pending.add(place, row);
        }

        private boolean isOlder(Event event) {
            return latest != null && event.timeMicros() < latest.timeMicros;
        }

        private void take(Row row) {
            if (latest == null || compare(row, latest) > 0) {
                latest = row;
            }
        }

        /// Advances time.
        private void promote(long nowMicros) {
            asOfMicros = Math.max(asOfMicros, nowMicros);
            while (!pending.isEmpty() && pending.getFirst().visibleMicros() <= asOfMicros) {
                take(pending.removeFirst());
            }
        }

        @Override
        public long read(long atMicros, @Nullable Object[] into) {
            promote(atMicros);
            for (int i = 0; i < types.length; i++) {
                into[i] = latest == null ? null : latest.values()[i];
            }
            return latest == null ? Long.MIN_VALUE : latest.timeMicros;
        }

        @Override
        public long answersFromMicros() {
            return latest == null ? Long.MIN_VALUE : latest.visibleMicros();
        }

        @Override
        public void write(ByteWriter out) {
            out.writeSigned(asOfMicros);
            out.writeByte(latest == null ? 0 : 1);
            if (latest != null) {
                writeRow(latest, out);
            }
            out.writeUnsigned(pending.size());
            pending.forEach(row -> writeRow(row, out));
        }
    }
}
