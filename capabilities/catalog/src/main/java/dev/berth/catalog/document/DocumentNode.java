package dev.berth.catalog.document;

import dev.berth.core.endpoint.ExpressionText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A value in a document together with where it is written.
///
/// Reads are lenient: a value of the wrong kind reads as absent, since the schema has reported it
/// already, so that the remaining rules still find the remaining errors.
public record DocumentNode(Document document, Notes notes, String pointer, Object value) {
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("([0-9]{1,6})(KiB|MiB|GiB)");

    /// Errors of a document, and warnings that stop nothing.
    public record Notes(ValidationErrors errors, ValidationErrors warnings) {}

    public Optional<DocumentNode> child(String key) {
        Object inner = value instanceof Map<?, ?> map ? map.get(key) : null;
        return Optional.ofNullable(inner)
                .map(
                        found ->
                                new DocumentNode(
                                        document, notes, Document.child(pointer, key), found));
    }

    /// The entries of a mapping in their order; none if this is not one.
    public Map<String, DocumentNode> entries() {
        Map<String, DocumentNode> entries = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            for (Object key : map.keySet()) {
                String word = String.valueOf(key);
                child(word).ifPresent(place -> entries.put(word, place));
            }
        }
        return entries;
    }

    /// The items of a list; none if this is not one.
    public List<DocumentNode> items() {
        List<DocumentNode> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object item : list) {
                String place = Document.child(pointer, items.size());
                items.add(new DocumentNode(document, notes, place, item));
            }
        }
        return items;
    }

    /// Its text as an expression. A number or a truth value is one as well.
    public ExpressionText expression() {
        return new ExpressionText(String.valueOf(value), document.locate(pointer), pointer);
    }

    public List<DocumentNode> items(String key) {
        return child(key).map(DocumentNode::items).orElse(List.of());
    }

    public Optional<String> text() {
        return value instanceof String text && isSound() ? Optional.of(text) : Optional.empty();
    }

    public Optional<String> text(String key) {
        return child(key).flatMap(DocumentNode::text);
    }

    public Optional<Long> integer() {
        if (!isSound()) {
            return Optional.empty();
        }
        return switch (value) {
            case Long number -> Optional.of(number);
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 ->
                    Optional.of(number.longValue());
            default -> Optional.empty();
        };
    }

    public Optional<Integer> integer(String key) {
        return child(key).flatMap(DocumentNode::integer).map(Math::toIntExact);
    }

    public Optional<Double> number(String key) {
        Optional<DocumentNode> inner = child(key);
        return inner.isPresent() && inner.get().value() instanceof Number number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    public Optional<Boolean> truth(String key) {
        Optional<DocumentNode> inner = child(key);
        return inner.isPresent() && inner.get().value() instanceof Boolean truth
                ? Optional.of(truth)
                : Optional.empty();
    }

    public Optional<Duration> duration() {
        return text().flatMap(DocumentNode::parseDuration);
    }

    public Optional<Duration> duration(String key) {
        return text(key).flatMap(DocumentNode::parseDuration);
    }

    private static Optional<Duration> parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "ms" -> Duration.ofMillis(amount);
                    case "s" -> Duration.ofSeconds(amount);
                    case "m" -> Duration.ofMinutes(amount);
                    case "h" -> Duration.ofHours(amount);
                    default -> Duration.ofDays(amount);
                });
    }

    /// A number of bytes, such as `64MiB`.
    public Optional<Long> bytes(String key) {
        return text(key).flatMap(DocumentNode::parseBytes);
    }

    private static Optional<Long> parseBytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long amount = Long.parseLong(matcher.group(1));
        return Optional.of(
                switch (matcher.group(2)) {
                    case "KiB" -> amount << 10;
                    case "MiB" -> amount << 20;
                    default -> amount << 30;
                });
    }

    public boolean isSound() {
        return !notes.errors().hasErrorAt(pointer);
    }

    /// Whether an error was reported at an entry of this mapping.
    public boolean hasUnsoundEntry() {
        return entries().values().stream().anyMatch(entry -> !entry.isSound());
    }

    /// Whether an error was reported here, or at something within.
    public boolean isBroken() {
        return !isSound()
                || entries().values().stream().anyMatch(DocumentNode::isBroken)
                || items().stream().anyMatch(DocumentNode::isBroken);
    }

    public String described() {
        return SchemaValidator.describe(value);
    }

    public void error(String found, String expected, String remedy) {
        notes.errors().report(pointer, found, expected, remedy);
    }

    public void warn(String found, String expected, String remedy) {
        notes.warnings().report(pointer, found, expected, remedy);
    }
}
