package dev.berth.evaluation.detection;

import dev.berth.core.SanitizedText;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.InvalidRowException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// List of objects of one picture, each with a box and more, in the forms that they come in.
///
/// - a list of objects, `[{"class": "cat", "box": [10, 10, 30, 30]}]`;
/// - the same in JSON as text, where a table format has no lists of objects;
/// - for outputs, one list for each key: `boxes.class`, `boxes.score`, `boxes.box`.
final class BoxList {
    /// More boxes than any picture has; with all of one class, matching takes about a second.
    static final int BOXES_MAX = 20_000;

    private static final List<String> BOX = List.of("box", "bbox", "polygon");
    private static final List<String> CLASS = List.of("class", "label", "category", "name");
    private static final List<String> SCORE = List.of("score", "confidence", "probability");
    private static final List<String> IGNORED = List.of("crowd", "iscrowd", "difficult", "ignore");

    /// The class of boxes that have none.
    private static final String ANY_CLASS = "object";

    private BoxList() {}

    static List<TrueBox> trueBoxes(String column, @Nullable Object value)
            throws InvalidRowException {
        List<TrueBox> boxes = new ArrayList<>();
        for (Map<?, ?> each : objects(column, value)) {
            boxes.add(
                    new TrueBox(className(each), box(column, each), isTrue(first(each, IGNORED))));
        }
        return boxes;
    }

    static List<Detection> detections(String output, Map<String, @Nullable Object> prediction)
            throws InvalidRowException {
        Object value = prediction.get(output);
        List<Detection> detections = new ArrayList<>();
        List<Map<?, ?>> objects =
                value == null ? columns(output, prediction) : objects(output, value);
        for (Map<?, ?> each : objects) {
            Object score = first(each, SCORE);
            if (!(score instanceof Number number) || Double.isNaN(number.doubleValue())) {
                throw new InvalidRowException(
                        output, "score of a box: " + score + " (expected: a number)");
            }
            detections.add(new Detection(className(each), number.doubleValue(), box(output, each)));
        }
        return detections;
    }

    /// Objects from one list for each key.
    private static List<Map<?, ?>> columns(String output, Map<String, @Nullable Object> prediction)
            throws InvalidRowException {
        List<Map<String, Object>> objects = new ArrayList<>();
        boolean found = false;
        for (Map.Entry<String, @Nullable Object> entry : prediction.entrySet()) {
            if (entry.getKey().startsWith(output + ".")
                    && entry.getValue() instanceof List<?> values) {
                String key = entry.getKey().substring(output.length() + 1);
                while (!found && objects.size() < Math.min(values.size(), BOXES_MAX + 1)) {
                    objects.add(new LinkedHashMap<>());
                }
                found = true;
                checkCount(output, values.size());
                if (values.size() != objects.size()) {
                    throw new InvalidRowException(
                            entry.getKey(),
                            values.size() + " values (expected: " + objects.size() + ")");
                }
                for (int i = 0; i < values.size(); i++) {
                    objects.get(i).put(key, values.get(i));
                }
            }
        }
        if (!found) {
            throw new InvalidRowException(output, "is missing (expected: a list of boxes)");
        }
        return List.copyOf(objects);
    }

    private static List<Map<?, ?>> objects(String column, @Nullable Object value)
            throws InvalidRowException {
        Object plain = value instanceof String text ? TextValue.list(column, text) : value;
        if (!(plain instanceof List<?> list)) {
            throw new InvalidRowException(
                    column,
                    plain == null
                            ? "is missing (expected: a list of boxes, [] for none)"
                            : plain.getClass().getSimpleName() + " (expected: a list of boxes)");
        }
        checkCount(column, list.size());
        List<Map<?, ?>> objects = new ArrayList<>();
        for (Object each : list) {
            if (!(each instanceof Map<?, ?> map)) {
                throw new InvalidRowException(
                        column, "element " + objects.size() + " (expected: an object with a box)");
            }
            objects.add(map);
        }
        return objects;
    }

    private static void checkCount(String column, int count) throws InvalidRowException {
        if (count > BOXES_MAX) {
            throw new InvalidRowException(
                    column, count + " boxes (expected: at most " + BOXES_MAX + ")");
        }
    }

    private static @Nullable Object first(Map<?, ?> map, List<String> keys) {
        for (String key : keys) {
            Object value = map.get(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static String className(Map<?, ?> map) {
        Object name = first(map, CLASS);
        return name == null ? ANY_CLASS : name.toString();
    }

    private static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case Boolean flag -> flag;
            case Number number -> number.doubleValue() != 0;
            case null, default -> false;
        };
    }

    private static Box box(String column, Map<?, ?> map) throws InvalidRowException {
        Object value = first(map, BOX);
        return BoxReader.find(value == null ? map : value)
                .orElseThrow(
                        () ->
                                new InvalidRowException(
                                        column,
                                        "box "
                                                + SanitizedText.of(map.toString())
                                                + " (expected: [left, top, right, bottom], points"
                                                + " [x, y], or x, y, width and height)"));
    }
}
