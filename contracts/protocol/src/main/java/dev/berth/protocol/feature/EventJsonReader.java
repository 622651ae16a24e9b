package dev.berth.protocol.feature;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.EpochUnit;
import dev.berth.core.feature.EventSource;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonNumber;
import dev.berth.protocol.json.JsonScanner;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads events of a source that are written as JSON objects. Immutable, thread-safe.
///
/// A member that is absent or null is missing; one that is no column of the source is passed over.
/// A value fits if nothing of it is lost: whole numbers within the range of their column, every
/// number for a floating-point column, base64 for bytes, texts for times, or whole numbers where
/// the source has `epoch-unit`.
public final class EventJsonReader {
    private static final JsonKeys BODY = JsonKeys.of("events");

    private final JsonKeys keys;
    private final List<FeatureType> types;
    private final Optional<EpochUnit> epoch;
    private final TimeText times;

    /// Receiver of the events, and of the errors in others.
    public interface Sink {
        /// An event.
        ///
        /// @param values of all columns in their order, in the Java form of their types
        void event(@Nullable Object[] values);

        void violation(Problem.FieldViolation violation);

        /// One of two parts.
        static Sink of(
                Consumer<@Nullable Object[]> events, Consumer<Problem.FieldViolation> violations) {
            return new Sink() {
                @Override
                public void event(@Nullable Object[] values) {
                    events.accept(values);
                }

                @Override
                public void violation(Problem.FieldViolation violation) {
                    violations.accept(violation);
                }
            };
        }
    }

    public EventJsonReader(EventSource source) {
        this.keys = JsonKeys.of(List.copyOf(source.stored().columns().keySet()));
        this.types = List.copyOf(source.columns().values());
        this.epoch = source.epoch();
        this.times = new TimeText(source.zone());
    }

    /// Reads one event.
    ///
    /// @param place what to call it in a violation
    public void readOne(byte[] bytes, int offset, int length, String place, Sink sink) {
        var scanner = new JsonScanner(bytes, offset, offset + length);
        try {
            var reading = new Reading(scanner, place);
            reading.read();
            scanner.end();
            reading.tell(sink);
        } catch (ProblemException broken) {
            sink.violation(
                    new Problem.FieldViolation(
                            place, broken.problem().message(), "an event as a JSON object"));
        }
    }

    /// Reads events, one on each line; lines that are empty are passed over.
    ///
    /// @param firstLine the number of the first line, from 1 on
    public void readLines(byte[] bytes, int offset, int length, int firstLine, Sink sink) {
        int end = offset + length;
        int from = offset;
        for (int line = firstLine; from < end; line++) {
            int to = from;
            boolean isEmpty = true;
            while (to < end && bytes[to] != '\n') {
                isEmpty &= bytes[to] == ' ' || bytes[to] == '\r' || bytes[to] == '\t';
                to++;
            }
            if (!isEmpty) {
                readOne(bytes, from, to - from, "line " + line, sink);
            }
            from = to + 1;
        }
    }

    /// Reads `{"events": [...]}`.
    ///
    /// @throws ProblemException `request-malformed` if it is something else
    public void readBody(byte[] bytes, int offset, int length, Sink sink) {
        var scanner = new JsonScanner(bytes, offset, offset + length);
        scanner.beginObject();
        boolean isThere = false;
        while (scanner.nextMember()) {
            if (scanner.key(BODY) == JsonKeys.UNKNOWN || isThere) {
                throw scanner.expected("the member 'events' alone");
            }
            isThere = true;
            readAll(scanner, sink);
        }
        if (!isThere) {
            throw scanner.expected("a member 'events'");
        }
        scanner.end();
    }

    private void readAll(JsonScanner scanner, Sink sink) {
        scanner.beginArray();
        for (int i = 0; scanner.nextElement(); i++) {
            var reading = new Reading(scanner, "$.events[" + i + "]");
            reading.read();
            reading.tell(sink);
        }
    }

    /// One event while it is read.
    private final class Reading {
        private final JsonScanner scanner;
        private final String place;
        private final @Nullable Object[] values = new @Nullable Object[types.size()];
        private final BitSet seen = new BitSet();
        private Problem.@Nullable FieldViolation violation;

        Reading(JsonScanner scanner, String place) {
            this.scanner = scanner;
            this.place = place;
        }

        void tell(Sink sink) {
            if (violation == null) {
                sink.event(values);
            } else {
                sink.violation(violation);
            }
        }

        void read() {
            if (scanner.peek() != JsonScanner.Kind.OBJECT) {
                violation =
                        new Problem.FieldViolation(
                                place, scanner.excerpt(), "an event as a JSON object");
                return;
            }
            scanner.beginObject();
            while (scanner.nextMember()) {
                int column = scanner.key(keys);
                if (column == JsonKeys.UNKNOWN || violation != null) {
                    scanner.skip();
                } else if (seen.get(column)) {
                    violation = violationAt(column, "the member twice", "each name once");
                    scanner.skip();
                } else {
                    seen.set(column);
                    values[column] = value(column);
                }
            }
        }

        private Problem.FieldViolation violationAt(int column, String found, String expected) {
            return new Problem.FieldViolation(place + "." + keys.name(column), found, expected);
        }

        private @Nullable Object value(int column) {
            FeatureType type = types.get(column);
            if (!type.isList()) {
                return element(column, type.element());
            }
            if (scanner.peek() == JsonScanner.Kind.NULL) {
                scanner.nullValue();
                return null;
            }
            if (scanner.peek() != JsonScanner.Kind.ARRAY) {
                return misfit(column, scanner.excerpt());
            }
            List<@Nullable Object> elements = new ArrayList<>();
            scanner.beginArray();
            while (scanner.nextElement()) {
                elements.add(element(column, type.element()));
            }
            return Collections.unmodifiableList(elements);
        }

        private @Nullable Object element(int column, ValueType type) {
            return switch (scanner.peek()) {
                case NULL -> {
                    scanner.nullValue();
                    yield null;
                }
                case BOOLEAN -> {
                    boolean flag = scanner.bool();
                    yield type == ValueType.BOOL ? flag : misfit(column, String.valueOf(flag));
                }
                case NUMBER -> number(column, type, scanner.numberOrNonFinite());
                case STRING -> text(column, type, scanner.string());
                case OBJECT, ARRAY -> misfit(column, scanner.excerpt());
            };
        }

        private @Nullable Object number(int column, ValueType type, JsonNumber number) {
            Object value =
                    switch (type) {
                        case FLOAT64 -> finite(number.float64());
                        case FLOAT32 -> Double.isFinite(number.float32()) ? number.float32() : null;
                        case INT32, INT64 ->
                                number.isInt64() ? type.ofWhole(number.int64()).orElse(null) : null;
                        case TIMESTAMP -> number.isInt64() ? instant(number.int64()) : null;
                        case BOOL, STRING, BYTES -> null;
                    };
            return value == null ? misfit(column, number.text()) : value;
        }

        /// What is added to it stays infinite, or none, for good.
        private static @Nullable Object finite(double number) {
            return Double.isFinite(number) ? (Object) number : null;
        }

        private @Nullable Object instant(long count) {
            if (epoch.isEmpty()) {
                return null;
            }
            long micros = epoch.get().micros();
            boolean fits = Math.abs(count) <= Long.MAX_VALUE / micros && count != Long.MIN_VALUE;
            return fits ? (Object) (count * micros) : null;
        }

        private @Nullable Object text(int column, ValueType type, String text) {
            Object value =
                    switch (type) {
                        case STRING -> text;
                        case BYTES -> bytes(text);
                        case TIMESTAMP -> epoch.isEmpty() ? time(text) : null;
                        case BOOL, INT32, INT64, FLOAT32, FLOAT64 -> null;
                    };
            return value == null ? misfit(column, "'" + SanitizedText.of(text) + "'") : value;
        }

        private static byte @Nullable [] bytes(String text) {
            try {
                return Base64.getDecoder().decode(text);
            } catch (IllegalArgumentException none) {
                return null;
            }
        }

        private @Nullable Long time(String text) {
            OptionalLong micros = times.micros(text);
            return micros.isPresent() ? (Long) micros.getAsLong() : null;
        }

        private @Nullable Object misfit(int column, String found) {
            if (violation == null) {
                violation = violationAt(column, found, expected(types.get(column)));
            }
            return null;
        }

        private String expected(FeatureType type) {
            Map<ValueType, String> how =
                    Map.of(
                            ValueType.BYTES,
                            ", as base64",
                            ValueType.FLOAT32,
                            ", finite; null if it is missing",
                            ValueType.FLOAT64,
                            ", finite; null if it is missing",
                            ValueType.TIMESTAMP,
                            epoch.map(unit -> ", as a whole number of " + unit)
                                    .orElse(", such as 2026-11-27T12:00:00Z"));
            return type + how.getOrDefault(type.element(), "");
        }
    }
}
