package dev.berth.cli.system;

import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.protocol.json.JsonValues;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Printer of responses for people: a line per output or list element, long vectors truncated,
/// scores with the names of their categories, best first.
final class AnswerPrinter {
    /// As many numbers as fit a line after a name.
    private static final int ELEMENTS_SHOWN = 6;

    private static final int CATEGORIES_SHOWN = 5;

    /// Leaves the surrounding fields on a screen.
    private static final int OBJECTS_SHOWN = 20;

    private final Signature signature;
    private final PrintStream out;
    private final int nameWidth;

    AnswerPrinter(Signature signature, PrintStream out) {
        this.signature = signature;
        this.out = out;
        this.nameWidth =
                signature.outputs().stream()
                        .map(Field::name)
                        .map(
                                name ->
                                        signature
                                                .findList(name)
                                                .map(ObjectListSpec::name)
                                                .orElse(name))
                        .mapToInt(String::length)
                        .max()
                        .orElse(0);
    }

    void print(int index, Map<String, @Nullable Object> answer) {
        if (index > 0) {
            out.println();
        }
        answer.forEach((name, value) -> printOutput(name, value));
    }

    private void printOutput(String name, @Nullable Object value) {
        Field field = signature.findOutput(name).orElse(null);
        String unit =
                field == null ? "" : field.unit().map(u -> u.equals("1") ? "" : " " + u).orElse("");
        List<String> categories = field == null ? List.of() : field.categories();
        out.printf("%-" + Math.max(1, nameWidth) + "s  ", name);
        if (value instanceof List<?> objects && objects.stream().anyMatch(Map.class::isInstance)) {
            printObjects(objects);
        } else if (value instanceof List<?> scores
                && scores.size() == categories.size()
                && !scores.isEmpty()) {
            out.println(ranking(scores, categories));
        } else {
            out.println(preview(value) + unit);
        }
    }

    /// Prints a line for each, the first after the name.
    private void printObjects(List<?> objects) {
        String indent = " ".repeat(Math.max(1, nameWidth) + 2);
        for (int i = 0; i < Math.min(OBJECTS_SHOWN, objects.size()); i++) {
            out.println((i == 0 ? "" : indent) + preview(objects.get(i)));
        }
        if (objects.size() > OBJECTS_SHOWN) {
            out.println(indent + "… " + objects.size() + " in all");
        }
    }

    private static String preview(Map<?, ?> object) {
        return object.entrySet().stream()
                .map(entry -> entry.getKey() + " " + element(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String element(@Nullable Object value) {
        return value instanceof String text ? JsonValues.text(text) : preview(value);
    }

    private static String ranking(List<?> scores, List<String> categories) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble((Integer i) -> number(scores.get(i))).reversed());
        List<String> parts = new ArrayList<>();
        for (int i : order.subList(0, Math.min(CATEGORIES_SHOWN, order.size()))) {
            parts.add(categories.get(i) + " " + preview(scores.get(i)));
        }
        return String.join(", ", parts)
                + (order.size() > CATEGORIES_SHOWN ? ", … " + order.size() + " categories" : "");
    }

    private static double number(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.NEGATIVE_INFINITY;
    }

    private static String preview(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case String text -> text;
            case Float number -> decimal(number);
            case Double number -> decimal(number);
            case byte[] bytes -> bytes.length + " bytes";
            case List<?> list -> preview(list);
            case Map<?, ?> object -> preview(object);
            default -> JsonValues.text(value);
        };
    }

    private static String preview(List<?> list) {
        List<String> parts = new ArrayList<>();
        for (Object element : list.subList(0, Math.min(ELEMENTS_SHOWN, list.size()))) {
            parts.add(element(element));
        }
        String shown = String.join(", ", parts);
        return list.size() > ELEMENTS_SHOWN
                ? "[" + shown + ", … " + list.size() + " elements]"
                : "[" + shown + "]";
    }

    /// Four significant digits: for reading, not for computing.
    private static String decimal(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return Long.toString((long) value);
        }
        return String.format(
                Locale.ROOT,
                Math.abs(value) < 1e-4 || Math.abs(value) >= 1e9 ? "%.3e" : "%.4f",
                value);
    }
}
