package dev.berth.protocol.oip;

import dev.berth.core.Problem.FieldViolation;
import dev.berth.core.SanitizedText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// A value of a model configuration with its path. Notes what is wrong with it instead of throwing,
/// so that everything is reported at once.
///
/// Reads what protobuf's JSON may have: names in snake_case or camelCase, and whole numbers as
/// numbers or texts.
///
/// @param path a JSON path such as `$.input[0].dims`
/// @param value as [dev.berth.protocol.json.JsonValueReader] gives it
/// @param violations where violations are noted, shared by all places of a configuration
record ModelConfigNode(String path, Object value, List<FieldViolation> violations) {
    private static final Pattern CAMEL = Pattern.compile("([a-z0-9])([A-Z])");

    void violation(String found, String expected) {
        violations.add(new FieldViolation(path, found, expected));
    }

    /// The value is not what it should be.
    void expect(String expected) {
        violation(found(), expected);
    }

    private String found() {
        return switch (value) {
            case Map<?, ?> map -> "an object";
            case List<?> list -> "an array";
            case String text -> "'" + SanitizedText.of(text) + "'";
            default -> String.valueOf(value);
        };
    }

    /// The members of an object, by their names in snake_case.
    Map<String, ModelConfigNode> members() {
        Map<String, ModelConfigNode> members = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, member) -> {
                        String name = String.valueOf(key);
                        String shown = path + "." + SanitizedText.of(name);
                        members.put(
                                CAMEL.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT),
                                new ModelConfigNode(shown, member, violations));
                    });
        } else {
            expect("an object");
        }
        return members;
    }

    /// The elements of an array.
    List<ModelConfigNode> elements() {
        if (!(value instanceof List<?> list)) {
            expect("an array");
            return List.of();
        }
        var elements = new ArrayList<ModelConfigNode>(list.size());
        for (int i = 0; i < list.size(); i++) {
            elements.add(new ModelConfigNode(path + "[" + i + "]", list.get(i), violations));
        }
        return elements;
    }

    Optional<String> text() {
        if (value instanceof String text) {
            return Optional.of(text);
        }
        expect("a string");
        return Optional.empty();
    }

    /// A whole number within these bounds.
    Optional<Long> whole(long min, long max) {
        Optional<Long> number =
                switch (value) {
                    case Long found -> Optional.of(found);
                    case String text when text.matches("-?[0-9]{1,18}") ->
                            Optional.of(Long.valueOf(text));
                    default -> Optional.empty();
                };
        Optional<Long> within = number.filter(found -> found >= min && found <= max);
        if (within.isEmpty()) {
            expect("a whole number from " + min + " to " + max);
        }
        return within;
    }

    /// Whether the value says nothing, as a message does whose members all have their defaults.
    boolean isEmpty() {
        return isEmpty(value);
    }

    private static boolean isEmpty(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.values().stream().allMatch(ModelConfigNode::isEmpty);
            case List<?> list -> list.isEmpty();
            case String text -> text.isEmpty() || text.equals("0");
            case Boolean truth -> !truth;
            case Number number -> number.doubleValue() == 0;
            default -> false;
        };
    }
}
