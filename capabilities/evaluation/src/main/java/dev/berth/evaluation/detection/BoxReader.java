package dev.berth.evaluation.detection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a box in one of the forms in which data and outputs have it.
///
/// - four numbers: left, top, right, bottom;
/// - an object with `x`, `y`, `width` and `height`;
/// - at least three points `[x, y]`, such as the corners of a tilted text: the box around them.
final class BoxReader {
    private static final int NUMBERS = 4;
    private static final int POINTS_MAX = 1_000;

    private BoxReader() {}

    /// The box; empty if the value is none.
    static Optional<Box> find(@Nullable Object value) {
        try {
            return switch (value) {
                case List<?> list when list.size() == NUMBERS && isNumbers(list) ->
                        Optional.of(new Box(at(list, 0), at(list, 1), at(list, 2), at(list, 3)));
                case List<?> list when list.size() > 2 && list.size() <= POINTS_MAX -> around(list);
                case Map<?, ?> map -> ofSize(map);
                case null, default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isNumbers(List<?> list) {
        return list.stream().allMatch(Number.class::isInstance);
    }

    private static double at(List<?> list, int index) {
        return list.get(index) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    private static Optional<Box> around(List<?> points) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (Object each : points) {
            if (!(each instanceof List<?> point) || point.size() != 2 || !isNumbers(point)) {
                return Optional.empty();
            }
            left = Math.min(left, at(point, 0));
            right = Math.max(right, at(point, 0));
            top = Math.min(top, at(point, 1));
            bottom = Math.max(bottom, at(point, 1));
        }
        return Optional.of(new Box(left, top, right, bottom));
    }

    private static Optional<Box> ofSize(Map<?, ?> map) {
        if (map.get("x") instanceof Number x
                && map.get("y") instanceof Number y
                && map.get("width") instanceof Number width
                && map.get("height") instanceof Number height) {
            return Optional.of(
                    new Box(
                            x.doubleValue(),
                            y.doubleValue(),
                            x.doubleValue() + width.doubleValue(),
                            y.doubleValue() + height.doubleValue()));
        }
        return Optional.empty();
    }
}
