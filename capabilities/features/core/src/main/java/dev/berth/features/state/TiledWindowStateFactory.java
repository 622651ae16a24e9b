package dev.berth.features.state;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.system.ValidationError;
import dev.berth.expression.Expression.UncompilableException;
import dev.berth.expression.ValueExpression;
import dev.berth.features.aggregate.PartialAggregateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Factory of tiled window states, with the tile layout of a view of aggregates.
///
/// Features that differ only in their windows, and whose windows have the same tile length, share
/// tiles: a *group*. A tile holds the [dev.berth.features.aggregate.PartialAggregate] of its
/// events. So an event costs one addition per group and a window the merge of a few tiles, however
/// many events it has (after Chronon's tiled architecture).
///
/// @param conditions the distinct `filter`s of the view
/// @param columnTypes types of the event columns in their order
record TiledWindowStateFactory(
        List<Group> groups,
        List<Condition> conditions,
        List<FeatureType> columnTypes,
        int featureCount)
        implements EntityStateFactory.StateForm {
    private static final String REMEDY = "correct the expression";

    TiledWindowStateFactory {
        groups = List.copyOf(groups);
        conditions = List.copyOf(conditions);
        columnTypes = List.copyOf(columnTypes);
    }

    /// Features that share tiles.
    ///
    /// @param tileMicros tile length; 0 for a single tile of all events
    /// @param condition index of the filter; -1 for none
    /// @param reads windows on these tiles, the shortest first
    /// @param tilesBack number of tiles before the current one that may still be read
    record Group(
            PartialAggregateFactory aggregator,
            long tileMicros,
            int condition,
            List<Read> reads,
            long tilesBack) {
        Group {
            reads = List.copyOf(reads);
        }

        /// The number of the tile at an instant.
        long tile(long micros) {
            return tileMicros == 0 ? 0 : Math.floorDiv(micros, tileMicros);
        }
    }

    /// Window of one feature.
    ///
    /// @param feature index in the view
    record Read(int feature, AggregationWindow window) {

        /// The first tile of the window.
        long firstTile(long atMicros, long tileMicros) {
            return switch (window) {
                case AggregationWindow.Sliding(var length, var _) ->
                        Math.floorDiv(atMicros - micros(length), tileMicros);
                case AggregationWindow.Tumbling _ -> Math.floorDiv(atMicros, tileMicros) - 1;
                case AggregationWindow.Unbounded _ -> 0;
            };
        }
    }

    /// Compiled `filter` with the columns that it reads.
    record Condition(ValueExpression expression, Map<String, Integer> columns) {
        Condition {
            columns = Map.copyOf(columns);
        }
    }

    static TiledWindowStateFactory of(FeatureView view, Map<String, FeatureType> columns) {
        return of(view, columns, view.features());
    }

    /// Creates the layout of states that hold only some features.
    static TiledWindowStateFactory of(
            FeatureView view, Map<String, FeatureType> columns, List<Feature> features) {
        List<String> names = new ArrayList<>(columns.keySet());
        Map<String, Integer> conditionIndexes = new LinkedHashMap<>();
        List<Condition> conditions = new ArrayList<>();
        Map<Object, List<Read>> reads = new LinkedHashMap<>();
        for (int i = 0; i < view.features().size(); i++) {
            Feature feature = view.features().get(i);
            if (!features.contains(feature)) {
                continue;
            }
            Aggregation aggregation = (Aggregation) feature.derivation();
            aggregation
                    .where()
                    .ifPresent(
                            where ->
                                    conditionIndexes.computeIfAbsent(
                                            where.text(),
                                            text -> {
                                                conditions.add(condition(view, text, columns));
                                                return conditions.size() - 1;
                                            }));
            reads.computeIfAbsent(GroupKey.of(aggregation), key -> new ArrayList<>())
                    .add(new Read(i, aggregation.window()));
        }
        List<Group> groups = new ArrayList<>();
        reads.forEach(
                (key, members) -> {
                    Aggregation first =
                            (Aggregation)
                                    view.features().get(members.getFirst().feature()).derivation();
                    int condition =
                            first.where()
                                    .map(where -> conditionIndexes.get(where.text()))
                                    .orElse(-1);
                    groups.add(
                            group(PartialAggregateFactory.of(first, columns), condition, members));
                });
        return new TiledWindowStateFactory(
                groups,
                conditions,
                names.stream().map(columns::get).toList(),
                view.features().size());
    }

    /// The indexes of all features of the view.
    BitSet all() {
        var all = new BitSet(featureCount);
        all.set(0, featureCount);
        return all;
    }

    private static Group group(
            PartialAggregateFactory aggregator, int condition, List<Read> members) {
        long tile = tileMicros(members.getFirst().window());
        List<Read> sorted = new ArrayList<>(members);
        sorted.sort(Comparator.comparingLong(read -> reachMicros(read.window())));
        long reach = reachMicros(sorted.getLast().window());
        return new Group(aggregator, tile, condition, sorted, tile == 0 ? 0 : reach / tile);
    }

    private static long reachMicros(AggregationWindow window) {
        return switch (window) {
            case AggregationWindow.Sliding(var length, var _) -> micros(length);
            case AggregationWindow.Tumbling(var length) -> micros(length);
            case AggregationWindow.Unbounded _ -> Long.MAX_VALUE;
        };
    }

    private static long tileMicros(AggregationWindow window) {
        return switch (window) {
            case AggregationWindow.Sliding(var _, var every) -> micros(every);
            case AggregationWindow.Tumbling(var length) -> micros(length);
            case AggregationWindow.Unbounded _ -> 0;
        };
    }

    private static long micros(Duration duration) {
        return Math.multiplyExact(duration.toMillis(), 1000);
    }

    private static Condition condition(
            FeatureView view, String text, Map<String, FeatureType> columns) {
        List<String> names = new ArrayList<>(columns.keySet());
        try {
            ValueExpression expression = ValueExpression.compile(text, columns);
            Map<String, Integer> indexes = new LinkedHashMap<>();
            expression.inputs().forEach(name -> indexes.put(name, names.indexOf(name)));
            return new Condition(expression, indexes);
        } catch (UncompilableException failure) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    view.reference()
                            + ": "
                            + found(text, failure)
                            + " (expected: "
                            + expected(columns)
                            + ")",
                    REMEDY);
        }
    }

    /// Errors of the view's filters that cannot be compiled.
    static List<ValidationError> errors(FeatureView view, Map<String, FeatureType> columns) {
        List<ValidationError> errors = new ArrayList<>();
        for (Feature feature : view.features()) {
            if (feature.derivation() instanceof Aggregation aggregation
                    && aggregation.where().isPresent()) {
                ExpressionText where = aggregation.where().get();
                try {
                    ValueExpression.compile(where.text(), columns);
                } catch (UncompilableException failure) {
                    errors.add(
                            new ValidationError(
                                    where.location(),
                                    where.pointer(),
                                    found(where.text(), failure),
                                    expected(columns),
                                    REMEDY));
                }
            }
        }
        return errors;
    }

    private static String found(String text, UncompilableException failure) {
        return "filter '" + SanitizedText.of(text) + "': " + failure.getMessage();
    }

    private static String expected(Map<String, FeatureType> columns) {
        return "a condition over " + String.join(", ", columns.keySet());
    }

    @Override
    public EntityState empty() {
        return new TiledWindowState(this);
    }

    @Override
    public EntityState read(ByteReader in) {
        return TiledWindowState.read(this, in);
    }

    /// Key by which features are grouped.
    private record GroupKey(
            Object aggregate,
            Optional<String> of,
            Optional<String> where,
            Optional<String> by,
            long tile) {
        static GroupKey of(Aggregation aggregation) {
            return new GroupKey(
                    aggregation.aggregate(),
                    aggregation.of(),
                    aggregation.where().map(text -> text.text()),
                    aggregation.by(),
                    TiledWindowStateFactory.tileMicros(aggregation.window()));
        }
    }
}
