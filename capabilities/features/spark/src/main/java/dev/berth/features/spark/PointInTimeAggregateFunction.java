package dev.berth.features.spark;

import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.state.EntityState;
import dev.berth.features.state.EntityStateFactory;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/// Point-in-time join of a view, which replays each entity's events.
///
/// A partition has all rows of [EventRows#timeline] of its entities, sorted by keys, visibility and
/// `row`, so that events precede spine rows of the same instant. Events are added to the entity's
/// state, which is read at each spine row. Only one state is in memory, however many events it has:
/// Spark sorts, on disk if necessary. Output rows have `row` and a value for each feature.
final class PointInTimeAggregateFunction implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    private final SerializedDefinitions definitions;
    private final String view;
    private final int keyCount;
    private final int[] places;

    /// @param places indexes of the requested features
    PointInTimeAggregateFunction(
            SerializedDefinitions definitions, ViewReference view, int keyCount, int[] places) {
        this.definitions = definitions;
        this.view = view.toString();
        this.keyCount = keyCount;
        this.places = places.clone();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new RowIterator(rows, definitions.read());
    }

    /// Iterator that stops at the spine rows.
    private final class RowIterator implements Iterator<Row> {
        private final Iterator<Row> rows;
        private final EntityStateFactory states;
        private final FeatureView of;
        private final RowEvent event;
        private final @Nullable Object[] values;
        private EntityState state;
        private @Nullable Row entity;
        private @Nullable Row next;

        RowIterator(Iterator<Row> rows, FeatureDefinitions definitions) {
            this.rows = rows;
            this.of = definitions.view(ViewReference.parse(view));
            this.states =
                    EntityStateFactory.of(
                            of,
                            definitions,
                            Arrays.stream(places).mapToObj(of.features()::get).toList());
            this.state = states.empty();
            this.event =
                    new RowEvent(
                            keyCount + 2, keyCount + 4, List.copyOf(states.columnTypes().values()));
            this.values = new @Nullable Object[of.features().size()];
        }

        @Override
        public boolean hasNext() {
            while (next == null && rows.hasNext()) {
                next = take(rows.next());
            }
            return next != null;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Row row = Objects.requireNonNull(next);
            next = null;
            return row;
        }

        private @Nullable Row take(Row row) {
            if (entity == null || !isSame(entity, row)) {
                state = states.empty();
                entity = row;
            }
            long number = row.getLong(keyCount + 1);
            if (number < 0) {
                state.add(event.at(row));
                return null;
            }
            return read(number, row.getLong(keyCount));
        }

        private boolean isSame(Row a, Row b) {
            boolean isSame = true;
            for (int i = 0; i < keyCount && isSame; i++) {
                isSame = Objects.deepEquals(a.get(i), b.get(i));
            }
            return isSame;
        }

        private Row read(long number, long at) {
            long latest = state.read(at, values);
            if (isTooOld(latest, at)) {
                Arrays.fill(values, null);
            }
            @Nullable Object[] row = new @Nullable Object[places.length + 1];
            row[0] = number;
            for (int i = 0; i < places.length; i++) {
                FeatureType type = of.features().get(places[i]).type();
                row[i + 1] = external(type, values[places[i]]);
            }
            return RowFactory.create(row);
        }

        private boolean isTooOld(long latest, long at) {
            return latest != Long.MIN_VALUE
                    && of.timeToLive().isPresent()
                    && at - latest
                            > TimeUnit.MILLISECONDS.toMicros(of.timeToLive().get().toMillis());
        }
    }

    /// The Java value that Spark expects.
    static @Nullable Object external(FeatureType type, @Nullable Object value) {
        return switch (value) {
            case null -> null;
            case List<?> list -> list.toArray();
            case java.util.Map<?, ?> map when type.isMap() ->
                    scala.jdk.javaapi.CollectionConverters.asScala(map);
            default -> value;
        };
    }
}
