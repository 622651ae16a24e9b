package dev.berth.features.skew;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Equality of feature values: numbers by value, NaN equal to itself and 0.0 to -0.0, bytes by
/// content.
public final class FeatureValueEquality {
    private FeatureValueEquality() {}

    /// Whether two values of one type are equal.
    public static boolean of(@Nullable Object a, @Nullable Object b) {
        return switch (a) {
            case Double number -> b instanceof Double other && isSame(number, other);
            case Float number -> b instanceof Float other && isSame(number, other);
            case byte[] bytes -> b instanceof byte[] other && Arrays.equals(bytes, other);
            case List<?> list -> b instanceof List<?> other && isSame(list, other);
            case Map<?, ?> map ->
                    b instanceof Map<?, ?> other
                            && isSame(
                                    new ArrayList<>(map.keySet()), new ArrayList<>(other.keySet()))
                            && isSame(
                                    new ArrayList<>(map.values()), new ArrayList<>(other.values()));
            case null, default -> Objects.equals(a, b);
        };
    }

    private static boolean isSame(double a, double b) {
        return a == b || (Double.isNaN(a) && Double.isNaN(b));
    }

    private static boolean isSame(List<?> a, List<?> b) {
        Iterator<?> others = b.iterator();
        return a.size() == b.size() && a.stream().allMatch(each -> of(each, others.next()));
    }
}
