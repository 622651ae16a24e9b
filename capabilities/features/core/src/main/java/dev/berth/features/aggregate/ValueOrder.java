package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The total order of the values of a column, by which ties are broken.
///
/// A missing value comes before all others. Numbers and timestamps are ordered as such, -0.0 before
/// 0.0 and NaN, which only lists have, last; false before true; bytes as unsigned ones, texts by
/// code points, which is the order of their UTF-8. Lists are ordered by their first elements that
/// differ, or else by their lengths.
public final class ValueOrder {
    private ValueOrder() {}

    /// Compares values of the type, as [java.util.Comparator] does.
    public static int compare(FeatureType type, @Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return Boolean.compare(left != null, right != null);
        }
        return type.isList()
                ? compareLists(type.element(), (List<?>) left, (List<?>) right)
                : compare(type.element(), left, right);
    }

    private static int compareLists(ValueType element, List<?> left, List<?> right) {
        int both = Math.min(left.size(), right.size());
        FeatureType type = FeatureType.of(element);
        for (int i = 0; i < both; i++) {
            int order = compare(type, left.get(i), right.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(left.size(), right.size());
    }

    private static int compare(ValueType type, Object left, Object right) {
        return switch (type) {
            case BOOL, INT32, INT64, FLOAT32, FLOAT64, TIMESTAMP ->
                    Long.compare(Ordinal.of(type, left), Ordinal.of(type, right));
            case STRING -> compareTexts((String) left, (String) right);
            case BYTES -> Arrays.compareUnsigned((byte[]) left, (byte[]) right);
        };
    }

    private static int compareTexts(String left, String right) {
        int both = Math.min(left.length(), right.length());
        for (int i = 0; i < both; i++) {
            char one = left.charAt(i);
            char other = right.charAt(i);
            if (one != other) {
                return Integer.compare(rank(one), rank(other));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    /// Halves of code points beyond 16 bits come after all others, though their numbers do not.
    private static int rank(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
