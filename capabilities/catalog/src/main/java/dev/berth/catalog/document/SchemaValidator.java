package dev.berth.catalog.document;

import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Validator of documents: reports everything that does not fit a [Schema].
///
/// Berth has its own validator because its reports must contain a remedy ("rename 'sumary' to
/// 'summary'"), which general validators cannot, and because it starts in milliseconds. A test
/// holds its verdicts against those of a complete validator.
///
/// The `title` of a schema is a noun phrase and serves as "expected", its first example as remedy.
public final class SchemaValidator {
    private final Document document;
    private final ValidationErrors log;

    private SchemaValidator(Document document, ValidationErrors log) {
        this.document = document;
        this.log = log;
    }

    public static void validate(Document document, Schema schema, ValidationErrors log) {
        document.value()
                .ifPresent(
                        value ->
                                new SchemaValidator(document, log)
                                        .check(value, "", schema.resolved()));
    }

    private void check(Object value, String pointer, Schema schema) {
        // What is in a mapping whose key came twice, or has a name that is not allowed, is read all
        // the same, and has to be sound.
        boolean hasParts = value instanceof Map || value instanceof List;
        if (log.hasErrorAt(pointer) && !hasParts) {
            return;
        }
        if (!isOfType(value, schema)) {
            report(pointer, value, schema);
            return;
        }
        if (!checkAlternatives(value, pointer, schema)
                || !checkEnumeration(value, pointer, schema)) {
            return;
        }
        switch (value) {
            case Map<?, ?> map -> checkMap(map, pointer, schema);
            case List<?> list -> checkList(list, pointer, schema);
            case String text -> checkText(text, pointer, schema);
            case Number number -> checkNumber(number, pointer, schema);
            default -> {}
        }
    }

    /// Follows the alternative that the value's type chooses; of several that it could be, the
    /// first that fits.
    private boolean checkAlternatives(Object value, String pointer, Schema schema) {
        List<Schema> alternatives = schema.alternatives();
        if (alternatives.isEmpty()) {
            return true;
        }
        for (Schema alternative : alternatives) {
            if (isOfType(value, alternative)) {
                check(value, pointer, alternative);
                return true;
            }
        }
        report(pointer, value, schema);
        return false;
    }

    private boolean checkEnumeration(Object value, String pointer, Schema schema) {
        List<Object> allowed = schema.list("enum");
        if (allowed.isEmpty() || allowed.contains(value)) {
            return true;
        }
        List<String> words = allowed.stream().map(String::valueOf).toList();
        log.report(
                pointer,
                describe(value),
                "one of " + String.join(", ", words),
                NearestName.find(String.valueOf(value), words)
                        .map(word -> "write `" + word + "`")
                        .orElse("choose one of them"));
        return false;
    }

    private void checkMap(Map<?, ?> map, String pointer, Schema schema) {
        if (map.size() < schema.number("minProperties").map(Number::intValue).orElse(0)) {
            report(pointer, map, schema);
        }
        Set<String> misspelt = new HashSet<>();
        map.forEach(
                (key, value) -> checkEntry(String.valueOf(key), value, pointer, schema, misspelt));
        for (Object required : schema.list("required")) {
            String key = String.valueOf(required);
            if (!document.isWritten(Document.child(pointer, key)) && !misspelt.contains(key)) {
                reportMissing(pointer, key, schema);
            }
        }
    }

    private void checkEntry(
            String key, Object value, String pointer, Schema schema, Set<String> misspelt) {
        String place = Document.child(pointer, key);
        Optional<Schema> names = schema.schema("propertyNames");
        if (names.isPresent() && !fits(key, names.get())) {
            log.report(
                    place,
                    "the name '" + SanitizedText.of(key) + "'",
                    names.get().text("title").orElse("another name"),
                    "rename it");
        }
        Optional<Schema> inner = schema.property(key);
        if (inner.isPresent()) {
            check(value, place, inner.get());
        } else if (schema.isClosed()) {
            Set<String> known = schema.propertyNames();
            Optional<String> meant =
                    RenamedKeys.find(key, known).or(() -> NearestName.find(key, known));
            meant.ifPresent(misspelt::add);
            log.report(
                    place,
                    "the key '" + SanitizedText.of(key) + "'",
                    "one of " + String.join(", ", known),
                    meant.map(word -> "rename it to `" + word + "`").orElse("remove it"));
        }
    }

    private void reportMissing(String pointer, String key, Schema schema) {
        Optional<Schema> inner = schema.property(key);
        log.reportMissing(
                pointer,
                key,
                "`" + key + "`: " + inner.map(SchemaValidator::expectation).orElse("a value"),
                inner.flatMap(SchemaValidator::example)
                        .map(example -> "add it, as in `" + key + ": " + example + "`")
                        .orElse("add it"));
    }

    private void checkList(List<?> list, String pointer, Schema schema) {
        int least = schema.number("minItems").map(Number::intValue).orElse(0);
        int most = schema.number("maxItems").map(Number::intValue).orElse(Integer.MAX_VALUE);
        if (list.size() < least || list.size() > most) {
            report(pointer, list, schema);
        }
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Object item = list.get(i);
            String place = Document.child(pointer, i);
            if (schema.isTrue("uniqueItems") && !seen.add(item)) {
                log.report(
                        place,
                        describe(item) + " again",
                        "each item once",
                        "remove one of the two");
            }
            schema.schema("items").ifPresent(inner -> check(item, place, inner));
        }
    }

    private void checkText(String text, String pointer, Schema schema) {
        if (!fits(text, schema)) {
            report(pointer, text, schema);
        }
    }

    private static boolean fits(String text, Schema schema) {
        int length = text.codePointCount(0, text.length());
        int least = schema.number("minLength").map(Number::intValue).orElse(0);
        int most = schema.number("maxLength").map(Number::intValue).orElse(Integer.MAX_VALUE);
        return length >= least && length <= most && matches(text, schema);
    }

    private static boolean matches(String text, Schema schema) {
        return schema.text("pattern")
                .map(pattern -> Pattern.compile(ofJava(pattern)).matcher(text).find())
                .orElse(true);
    }

    /// The pattern with Java's word for the end of the text: its `$` is before a line break, too.
    private static String ofJava(String pattern) {
        return pattern.endsWith("$") ? pattern.substring(0, pattern.length() - 1) + "\\z" : pattern;
    }

    private void checkNumber(Number number, String pointer, Schema schema) {
        Optional<Number> least = schema.number("minimum");
        Optional<Number> most = schema.number("maximum");
        double value = number.doubleValue();
        boolean tooSmall = least.isPresent() && !(value >= least.get().doubleValue());
        boolean tooGreat = most.isPresent() && !(value <= most.get().doubleValue());
        if (!tooSmall && !tooGreat) {
            return;
        }
        log.report(
                pointer,
                describe(number),
                expectation(schema)
                        + least.map(bound -> ", at least " + bound).orElse("")
                        + most.map(bound -> ", at most " + bound).orElse(""),
                tooSmall
                        ? schema.text("x-too-small").orElse("write a greater number")
                        : "write a smaller number");
    }

    private void report(String pointer, Object value, Schema schema) {
        log.report(
                pointer,
                describe(value),
                expectation(schema),
                example(schema)
                        .map(example -> "write it as in `" + example + "`")
                        .orElse("write what is expected"));
    }

    private static boolean isOfType(Object value, Schema schema) {
        List<Object> types = schema.list("type");
        return types.isEmpty() || types.stream().anyMatch(type -> isOfType(value, type));
    }

    private static boolean isOfType(Object value, Object type) {
        return switch (String.valueOf(type)) {
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "number" -> value instanceof Number;
            case "integer" ->
                    value instanceof Long || (value instanceof Double number && isWhole(number));
            case "object" -> value instanceof Map;
            case "array" -> value instanceof List;
            default -> throw new IllegalStateException("schema type '" + type + "' is not known");
        };
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && !Double.isInfinite(number);
    }

    private static String expectation(Schema schema) {
        return schema.text("title")
                .orElseGet(
                        () ->
                                String.join(
                                        " or ",
                                        schema.list("type").stream()
                                                .map(String::valueOf)
                                                .toList()));
    }

    private static Optional<String> example(Schema schema) {
        List<Object> examples = schema.list("examples");
        return examples.isEmpty() ? Optional.empty() : Optional.of(flow(examples.getFirst()));
    }

    /// A value in YAML's flow style, for a remedy.
    private static String flow(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream()
                            .map(SchemaValidator::flow)
                            .collect(Collectors.joining(", ", "[", "]"));
            case String text when text.matches("-?[0-9.]+") -> '"' + text + '"';
            default -> value.toString();
        };
    }

    /// A value as messages name it: its kind, and what it is if it is short.
    public static String describe(Object value) {
        return switch (value) {
            case String text when text.isEmpty() -> "empty text";
            case String text -> "the text '" + SanitizedText.of(text) + "'";
            case Boolean truth -> truth.toString();
            case Number number -> "the number " + number;
            case List<?> list ->
                    "a list of " + list.size() + (list.size() == 1 ? " item" : " items");
            case Map<?, ?> map -> map.isEmpty() ? "an empty mapping" : "a mapping";
            default -> value.toString();
        };
    }
}
