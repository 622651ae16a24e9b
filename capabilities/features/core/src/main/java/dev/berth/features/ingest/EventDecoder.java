package dev.berth.features.ingest;

import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.features.event.ImmutableEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decoder of column values into the events of a source. Immutable, thread-safe.
public final class EventDecoder {
    private static final int NONE = -1;

    private final List<String> names;
    private final List<FeatureType> types;
    private final int time;
    private final int created;
    private final int id;

    private EventDecoder(EventSource source) {
        this.names = List.copyOf(source.columns().keySet());
        this.types = List.copyOf(source.columns().values());
        this.time = names.indexOf(source.time());
        this.created = source.created().map(names::indexOf).orElse(NONE);
        this.id = source.id().map(names::indexOf).orElse(NONE);
    }

    public static EventDecoder of(EventSource source) {
        return new EventDecoder(source);
    }

    /// The column names in their order.
    public List<String> names() {
        return names;
    }

    /// The column types in their order.
    public List<FeatureType> types() {
        return types;
    }

    /// Creates an event; empty if it has no time.
    ///
    /// @param values of all columns in their order, in the Java form of their types
    public Optional<ImmutableEvent> event(@Nullable Object... values) {
        if (!(values[time] instanceof Long happened)) {
            return Optional.empty();
        }
        long known = created != NONE && values[created] instanceof Long at ? at : happened;
        return Optional.of(new ImmutableEvent(happened, known, values));
    }

    /// The positions of columns.
    int[] indexesOf(Iterable<String> columns) {
        List<Integer> indexes = new ArrayList<>();
        columns.forEach(column -> indexes.add(names.indexOf(column)));
        return indexes.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Selects columns of the events.
    ///
    /// @param columns names in the requested order; one that the source lacks is missing
    Selection select(List<String> columns) {
        return new Selection(indexesOf(columns), columns.equals(names));
    }

    /// Projection of events onto the columns of one consumer.
    static final class Selection {
        private final int[] indexes;
        private final boolean isAll;

        private Selection(int[] indexes, boolean isAll) {
            this.indexes = indexes;
            this.isAll = isAll;
        }

        ImmutableEvent of(ImmutableEvent event) {
            if (isAll) {
                return event;
            }
            @Nullable Object[] values = new @Nullable Object[indexes.length];
            for (int i = 0; i < indexes.length; i++) {
                values[i] = indexes[i] == NONE ? null : event.value(indexes[i]);
            }
            return new ImmutableEvent(event.timeMicros(), event.createdMicros(), values);
        }
    }

    boolean hasId() {
        return id != NONE;
    }

    /// The id of an event; null if it has none.
    @Nullable Object id(ImmutableEvent event) {
        return id == NONE ? null : event.value(id);
    }

    FeatureType idType() {
        return types.get(id);
    }
}
