package dev.berth.features.aggregate;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureComputation.Kind;
import dev.berth.core.feature.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Makes the partials of one aggregation over events with certain columns.
///
/// Which events are in a window, and whether they meet the aggregation's condition, is the caller's
/// business. Immutable and thread-safe.
public final class PartialAggregateFactory {
    private final Aggregate aggregate;
    private final FeatureType type;
    private final @Nullable EventColumn column;
    private final @Nullable EventColumn by;

    private PartialAggregateFactory(
            Aggregate aggregate,
            FeatureType type,
            @Nullable EventColumn column,
            @Nullable EventColumn by) {
        this.aggregate = aggregate;
        this.type = type;
        this.column = column;
        this.by = by;
    }

    /// The aggregator of an aggregation.
    ///
    /// @param columns the types of the events' columns by their names, in their order
    /// @throws IllegalArgumentException if the aggregation cannot be made of them; see [#mistakes]
    public static PartialAggregateFactory of(
            Aggregation aggregation, Map<String, FeatureType> columns) {
        List<String> mistakes = mistakes(aggregation, columns);
        if (!mistakes.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", mistakes));
        }
        List<String> names = new ArrayList<>(columns.keySet());
        return new PartialAggregateFactory(
                aggregation.aggregate(),
                aggregation.typeOver(aggregation.of().map(columns::get)).orElseThrow(),
                aggregation.of().map(name -> column(names, name, columns)).orElse(null),
                aggregation.by().map(name -> column(names, name, columns)).orElse(null));
    }

    private static EventColumn column(
            List<String> names, String name, Map<String, FeatureType> columns) {
        return new EventColumn(names.indexOf(name), Objects.requireNonNull(columns.get(name)));
    }

    /// Why an aggregation cannot be made of columns with these types by their names: phrases such
    /// as `sum of column city, which is string (expected: …)`; none if it can.
    public static List<String> mistakes(Aggregation aggregation, Map<String, FeatureType> columns) {
        return AggregationValidator.mistakes(aggregation, columns);
    }

    /// The type of what the partials give.
    public FeatureType type() {
        return type;
    }

    /// A partial of no events.
    public PartialAggregate empty() {
        return create();
    }

    /// Reads what [PartialAggregate#write] of a partial of the same aggregation wrote.
    ///
    /// @throws IllegalArgumentException if the bytes are not those of one
    public PartialAggregate read(ByteReader in) {
        StoredPartial partial = create();
        partial.read(in);
        return partial;
    }

    private StoredPartial create() {
        return by == null ? single() : new GroupedPartial(by, column, this::single);
    }

    private StoredPartial single() {
        return switch (aggregate) {
            case Aggregate.Top(int count) -> new TopPartial(required(), count);
            case Aggregate.Quantile(double share) -> new QuantilePartial(required(), share);
            case Aggregate.Plain(Kind kind) ->
                    switch (kind) {
                        case COUNT -> new CountPartial(column);
                        case SUM, MEAN ->
                                isReal()
                                        ? new FloatSumPartial(required(), kind)
                                        : new IntegerSumPartial(required(), kind);
                        case MIN, MAX -> new MinMaxPartial(required(), kind);
                        case FIRST, LAST -> new FirstLastPartial(required(), kind);
                        case DISTINCT -> new DistinctPartial(required());
                    };
        };
    }

    private boolean isReal() {
        return required().type().element().isFloating();
    }

    private EventColumn required() {
        return Objects.requireNonNull(column);
    }
}
