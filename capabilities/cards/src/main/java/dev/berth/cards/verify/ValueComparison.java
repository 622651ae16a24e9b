package dev.berth.cards.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Comparison of JSON's values, which names what differs by the label of the number around it, or
/// by its place.
final class ValueComparison {
    private final String place;
    private final Tolerance tolerance;
    private final int differencesMax;
    private final List<DocumentDifference> differences = new ArrayList<>();

    private ValueComparison(String place, Tolerance tolerance, int differencesMax) {
        this.place = place;
        this.tolerance = tolerance;
        this.differencesMax = differencesMax;
    }

    /// The differences, at most so many.
    ///
    /// @param place the file, as messages name it
    /// @param ignored keys of the whole that may differ
    /// @param tolerance by which numbers may differ
    static List<DocumentDifference> compare(
            String place,
            Map<?, ?> expected,
            Map<?, ?> written,
            Set<String> ignored,
            Tolerance tolerance,
            int differencesMax) {
        var comparison = new ValueComparison(place, tolerance, differencesMax);
        comparison.maps("", label(expected, ""), expected, written, ignored);
        return comparison.differences;
    }

    private void compare(
            String pointer, String label, @Nullable Object expected, @Nullable Object written) {
        if (expected instanceof Map<?, ?> wanted && written instanceof Map<?, ?> found) {
            maps(pointer, label(wanted, label), wanted, found, Set.of());
        } else if (expected instanceof List<?> wanted && written instanceof List<?> found) {
            for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
                compare(
                        pointer + "/" + i,
                        label,
                        i < wanted.size() ? wanted.get(i) : null,
                        i < found.size() ? found.get(i) : null);
            }
        } else if (!isSame(expected, written) && differences.size() < differencesMax) {
            differences.add(
                    new DocumentDifference(
                            place,
                            label.isEmpty() ? pointer : label + " (" + pointer + ")",
                            written == null ? "" : String.valueOf(written),
                            expected == null ? "" : String.valueOf(expected)));
        }
    }

    private void maps(
            String pointer,
            String label,
            Map<?, ?> expected,
            Map<?, ?> written,
            Set<String> ignored) {
        Set<Object> keys = new LinkedHashSet<>(expected.keySet());
        keys.addAll(written.keySet());
        for (Object key : keys) {
            if (!ignored.contains(String.valueOf(key))) {
                compare(pointer + "/" + key, label, expected.get(key), written.get(key));
            }
        }
    }

    /// `roc-auc of young of credit`: the names of the objects from the inside.
    private static String label(Map<?, ?> object, String around) {
        if (object.get("label") instanceof String label) {
            return label;
        }
        return object.get("name") instanceof String name
                ? around.isEmpty() ? name : name + " of " + around
                : around;
    }

    private boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number first && other instanceof Number second) {
            return tolerance.allows(first, second);
        }
        return Objects.equals(one, other);
    }
}
