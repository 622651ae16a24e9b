package dev.berth.features;

import dev.berth.core.feature.AggregationWindow;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureComputation;
import dev.berth.core.feature.FeatureComputation.Aggregate;
import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ValueType;
import dev.berth.features.event.Event;
import dev.berth.features.event.ValueOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Literal implementation of ADR 0031, without optimization: the values of a view's features at an
/// instant, from all events of one entity.
public final class Oracle {
    /// Maximum of values in a `bucket-by` column (ADR 0031).
    private static final int KEYS_MAX = 1_000;

    private final FeatureView view;
    private final List<String> names;
    private final Map<String, FeatureType> columns;

    public Oracle(FeatureView view, Map<String, FeatureType> columns) {
        this.view = view;
        this.names = new ArrayList<>(columns.keySet());
        this.columns = columns;
    }

    /// The values, without time to live and defaults.
    public List<@Nullable Object> at(long t, List<? extends Event> events) {
        List<? extends Event> visible =
                events.stream().filter(event -> event.visibleMicros() <= t).toList();
        List<@Nullable Object> values = new ArrayList<>();
        for (Feature feature : view.features()) {
            values.add(
                    switch (feature.derivation()) {
                        case FeatureComputation.FromColumn(String column) ->
                                visible.stream()
                                        .max(this::compareRows)
                                        .map(event -> event.value(names.indexOf(column)))
                                        .orElse(null);
                        case Aggregation aggregation -> aggregate(aggregation, t, visible);
                    });
        }
        return values;
    }

    private int compareRows(Event a, Event b) {
        int order = compareTimes(a, b);
        for (Feature feature : view.features()) {
            String column = ((FeatureComputation.FromColumn) feature.derivation()).column();
            if (order == 0) {
                int index = names.indexOf(column);
                order = ValueOrder.compare(type(column), a.value(index), b.value(index));
            }
        }
        return order;
    }

    private static int compareTimes(Event a, Event b) {
        int order = Long.compare(a.timeMicros(), b.timeMicros());
        return order != 0 ? order : Long.compare(a.createdMicros(), b.createdMicros());
    }

    private ValueType type(String column) {
        FeatureType type = columns.get(column);
        if (type == null) {
            throw new IllegalStateException(column);
        }
        return type.element();
    }

    private @Nullable Object aggregate(
            Aggregation aggregation, long t, List<? extends Event> visible) {
        List<Event> inside = new ArrayList<>();
        for (Event event : visible) {
            if (isInside(aggregation.window(), event.timeMicros(), t)
                    && counts(aggregation, event)) {
                inside.add(event);
            }
        }
        if (aggregation.by().isEmpty()) {
            return of(aggregation, inside);
        }
        int by = names.indexOf(aggregation.by().get());
        Map<String, List<Event>> groups = new TreeMap<>();
        Comparator<Object> byOrder =
                (a, b) -> ValueOrder.compare(type(aggregation.by().get()), a, b);
        List<Event> grouped =
                inside.stream()
                        .filter(event -> !event.isMissing(by))
                        // A key has an aggregate if an event that counts has it.
                        .filter(
                                event ->
                                        aggregation.of().isEmpty()
                                                || !event.isMissing(
                                                        names.indexOf(aggregation.of().get())))
                        .toList();
        // Beyond the maximum the smallest keys are kept.
        List<Object> keys =
                grouped.stream()
                        .map(event -> Objects.requireNonNull(event.value(by)))
                        .sorted(byOrder)
                        .distinct()
                        .limit(KEYS_MAX)
                        .toList();
        grouped.stream()
                .filter(event -> byOrder.compare(event.value(by), keys.getLast()) <= 0)
                .forEach(
                        event ->
                                groups.computeIfAbsent(
                                                String.valueOf(event.value(by)),
                                                key -> new ArrayList<>())
                                        .add(event));
        Map<String, Object> values = new TreeMap<>();
        groups.forEach(
                (key, group) -> {
                    Object value = of(aggregation, group);
                    if (value != null) {
                        values.put(key, value);
                    }
                });
        return values.isEmpty() ? null : values;
    }

    static boolean isInside(AggregationWindow window, long time, long t) {
        return switch (window) {
            case AggregationWindow.Sliding(var length, var every) -> {
                long tile = every.toMillis() * 1000;
                yield time >= Math.floorDiv(t - length.toMillis() * 1000, tile) * tile && time <= t;
            }
            case AggregationWindow.Tumbling(var length) -> {
                long micros = length.toMillis() * 1000;
                long end = Math.floorDiv(t, micros) * micros;
                yield time >= end - micros && time < end;
            }
            case AggregationWindow.Unbounded _ -> time <= t;
        };
    }

    /// Evaluates `filter`, which has one form here: `column > number`, for a present column.
    private boolean counts(Aggregation aggregation, Event event) {
        if (aggregation.where().isEmpty()) {
            return true;
        }
        String[] parts = aggregation.where().get().text().split(" > ", 2);
        int column = names.indexOf(parts[0]);
        return event.value(column) instanceof Number number
                && number.doubleValue() > Double.parseDouble(parts[1]);
    }

    private @Nullable Object of(Aggregation aggregation, List<Event> events) {
        if (aggregation.of().isEmpty()) {
            return (long) events.size();
        }
        String column = aggregation.of().get();
        int index = names.indexOf(column);
        List<Event> present = events.stream().filter(event -> !event.isMissing(index)).toList();
        List<Object> values = new ArrayList<>();
        present.forEach(event -> values.add(Objects.requireNonNull(event.value(index))));
        Comparator<Object> order = (a, b) -> ValueOrder.compare(type(column), a, b);
        Comparator<Event> eventOrder =
                ((Comparator<Event>) Oracle::compareTimes)
                        .thenComparing(event -> event.value(index), order);
        return switch (aggregation.aggregate()) {
            case Aggregate.Plain(FeatureComputation.Kind kind) ->
                    switch (kind) {
                        case COUNT -> (long) values.size();
                        case SUM -> values.isEmpty() ? null : sum(type(column), values);
                        case MEAN -> values.isEmpty() ? null : mean(type(column), values);
                        case MIN -> values.stream().min(order).orElse(null);
                        case MAX -> values.stream().max(order).orElse(null);
                        case LAST ->
                                present.stream()
                                        .max(eventOrder)
                                        .map(event -> event.value(index))
                                        .orElse(null);
                        case FIRST ->
                                present.stream()
                                        .min(eventOrder)
                                        .map(event -> event.value(index))
                                        .orElse(null);
                        case DISTINCT ->
                                throw new IllegalArgumentException("a sketch has no exact oracle");
                    };
            case Aggregate.Top(int count) -> top(values, order, count);
            case Aggregate.Quantile _ ->
                    throw new IllegalArgumentException("a sketch has no exact oracle");
        };
    }

    private static @Nullable Object sum(ValueType type, List<Object> values) {
        if (type.isFloating()) {
            return exact(values);
        }
        BigInteger sum = BigInteger.ZERO;
        for (Object value : values) {
            sum = sum.add(BigInteger.valueOf(((Number) value).longValue()));
        }
        return sum.bitLength() < Long.SIZE ? (Object) sum.longValue() : null;
    }

    private static Object mean(ValueType type, List<Object> values) {
        double sum;
        if (type.isFloating()) {
            sum = exact(values);
        } else {
            BigInteger whole = BigInteger.ZERO;
            for (Object value : values) {
                whole = whole.add(BigInteger.valueOf(((Number) value).longValue()));
            }
            sum = whole.doubleValue();
        }
        return sum / values.size();
    }

    private static double exact(List<Object> values) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Object value : values) {
            sum = sum.add(new BigDecimal(((Number) value).doubleValue()));
        }
        return sum.doubleValue();
    }

    private static @Nullable Object top(List<Object> values, Comparator<Object> order, int count) {
        Map<Object, Long> counts = new HashMap<>();
        values.forEach(value -> counts.merge(value, 1L, Long::sum));
        List<Object> sorted = new ArrayList<>(counts.keySet());
        sorted.sort(
                Comparator.comparingLong((Object value) -> -counts.getOrDefault(value, 0L))
                        .thenComparing(order));
        return sorted.isEmpty()
                ? null
                : List.copyOf(sorted.subList(0, Math.min(count, sorted.size())));
    }
}
