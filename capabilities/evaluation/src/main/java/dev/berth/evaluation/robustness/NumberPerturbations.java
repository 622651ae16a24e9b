package dev.berth.evaluation.robustness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Changes of numbers.
final class NumberPerturbations {
    private NumberPerturbations() {}

    /// Applies a change to a number, to those of a list and to those in objects. Whole numbers are
    /// rounded and stay within their type.
    static @Nullable Object onNumbers(@Nullable Object value, DoubleUnaryOperator change) {
        return switch (value) {
            case Double number -> change.applyAsDouble(number);
            case Float number -> (float) change.applyAsDouble(number);
            case Long number -> Math.round(change.applyAsDouble(number));
            case Integer number ->
                    Math.clamp(
                            Math.round(change.applyAsDouble(number)),
                            Integer.MIN_VALUE,
                            Integer.MAX_VALUE);
            case Short number ->
                    (short)
                            Math.clamp(
                                    Math.round(change.applyAsDouble(number)),
                                    Short.MIN_VALUE,
                                    Short.MAX_VALUE);
            case Byte number ->
                    (byte)
                            Math.clamp(
                                    Math.round(change.applyAsDouble(number)),
                                    Byte.MIN_VALUE,
                                    Byte.MAX_VALUE);
            case List<?> list -> map(list, each -> onNumbers(each, change));
            case Map<?, ?> map -> mapValues(map, each -> onNumbers(each, change));
            case null, default -> value;
        };
    }

    static List<@Nullable Object> map(
            List<?> list, Function<@Nullable Object, @Nullable Object> change) {
        List<@Nullable Object> changed = new ArrayList<>(list.size());
        for (Object each : list) {
            changed.add(change.apply(each));
        }
        return changed;
    }

    static Map<Object, @Nullable Object> mapValues(
            Map<?, ?> map, Function<@Nullable Object, @Nullable Object> change) {
        Map<Object, @Nullable Object> changed = new LinkedHashMap<>();
        for (Map.Entry<?, ?> each : map.entrySet()) {
            changed.put(each.getKey(), change.apply(each.getValue()));
        }
        return changed;
    }
}
