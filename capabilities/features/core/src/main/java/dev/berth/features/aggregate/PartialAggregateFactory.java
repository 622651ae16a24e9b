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

/// Factory of the partial aggregates of one aggregation over events with given columns.
///
/// The caller selects the events of a window and evaluates the filter. Immutable and thread-safe.
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

    /// Creates the factory of an aggregation.
    ///
    /// @param columns types of the events' columns by name, in column order
    /// @throws IllegalArgumentException if the aggregation is invalid for them; see [#errors]
    public static PartialAggregateFactory of(
            Aggregation aggregation, Map<String, FeatureType> columns) {
        List<String> errors = errors(aggregation, columns);
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", errors));
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

    /// Reasons why an aggregation is invalid for columns of these types by name: phrases such as
    /// `sum of column city, which is string (expected: …)`; empty if it is valid.
    public static List<String> errors(Aggregation aggregation, Map<String, FeatureType> columns) {
        return AggregationValidator.errors(aggregation, columns);
    }

    /// The type of the aggregate.
    public FeatureType type() {
        return type;
    }

    /// The partial of no events.
    public PartialAggregate empty() {
        return create();
    }

    /// Reads what [PartialAggregate#write] wrote for the same aggregation.
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
