package dev.berth.protocol.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonScanner;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A request of Feast to materialize views: the body of `POST /materialize` or `POST
/// /materialize-incremental`. Unknown members are ignored, as Feast's server does.
///
/// Source: Feast's Python feature server.
///
/// @param views as the caller wrote them, perhaps with a version; empty if it named none, which
///   stands for all
/// @param until up to when events count
public record FeastMaterialize(Optional<List<String>> views, Instant until) {
    private static final JsonKeys KEYS =
            JsonKeys.of(
                    "start_ts", "end_ts", "feature_views", "version", "disable_event_timestamp");

    private static final String EXAMPLE = "such as 2021-01-02T00:00:00";

    /// Times without a zone are of this one.
    private static final TimeText TIMES = new TimeText(ZoneOffset.UTC);

    public FeastMaterialize {
        views = views.map(List::copyOf);
    }

    /// Kind of the body.
    public enum Form {
        /// From `start_ts` to `end_ts`.
        RANGE,
        /// From where the last ended to `end_ts`.
        INCREMENTAL
    }

    /// Reads a body.
    ///
    /// @throws ProblemException `request-malformed`, `parameter-invalid`, or `unimplemented` for
    ///   events without times
    public static FeastMaterialize read(Form form, byte[] body, int offset, int length) {
        return new Reading(new JsonScanner(body, offset, offset + length)).read(form);
    }

    /// A body while it is read.
    private static final class Reading {
        private final JsonScanner scanner;
        private Optional<Instant> from = Optional.empty();
        private Optional<Instant> until = Optional.empty();
        private Optional<List<String>> views = Optional.empty();
        private Optional<String> version = Optional.empty();

        Reading(JsonScanner scanner) {
            this.scanner = scanner;
        }

        FeastMaterialize read(Form form) {
            var members = new JsonMembers(scanner, KEYS);
            members.begin();
            for (int member; (member = members.next()) != JsonMembers.END; ) {
                if (scanner.peek() == JsonScanner.Kind.NULL) {
                    scanner.nullValue();
                } else {
                    readMember(member);
                }
            }
            scanner.end();
            requireTimes(form);
            return new FeastMaterialize(inVersion(), until.orElseThrow());
        }

        private void readMember(int member) {
            switch (member) {
                case 0 -> from = Optional.of(instant(0, scanner.string()));
                case 1 -> until = Optional.of(instant(1, scanner.string()));
                case 2 -> views = Optional.of(FeastRequestReader.names(scanner));
                case 3 -> version = Optional.of(scanner.string());
                default -> requireTimesOfEvents(scanner.bool());
            }
        }

        private void requireTimes(Form form) {
            boolean needsFrom = form == Form.RANGE;
            if (until.isEmpty() || (needsFrom && from.isEmpty())) {
                throw new ProblemException(
                        ProblemCode.REQUEST_MALFORMED,
                        "no '%s' (expected: a time, %s)"
                                .formatted(KEYS.name(until.isEmpty() ? 1 : 0), EXAMPLE),
                        "send it");
            }
            if (needsFrom && !from.orElseThrow().isBefore(until.orElseThrow())) {
                throw new ProblemException(
                        ProblemCode.PARAMETER_INVALID,
                        "start_ts is %s and end_ts %s (expected: an end after the start)"
                                .formatted(from.orElseThrow(), until.orElseThrow()),
                        "correct them");
            }
        }

        private Optional<List<String>> inVersion() {
            if (version.isEmpty()) {
                return views;
            }
            if (views.isEmpty() || views.get().size() != 1) {
                throw new ProblemException(
                        ProblemCode.PARAMETER_INVALID,
                        "'version' without one view alone in 'feature_views' (expected: one)",
                        "name the view that the version is of");
            }
            return Optional.of(List.of(views.get().getFirst() + "@" + version.get()));
        }
    }

    private static Instant instant(int member, String text) {
        OptionalLong micros = TIMES.micros(text);
        if (micros.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "'%s' is '%s' (expected: a time, %s)"
                            .formatted(KEYS.name(member), SanitizedText.of(text), EXAMPLE),
                    "write the time so; without a zone it is of UTC");
        }
        return FeatureJson.instant(micros.getAsLong());
    }

    private static void requireTimesOfEvents(boolean isDisabled) {
        if (isDisabled) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "'disable_event_timestamp' (expected: false; an event counts from its own"
                            + " time)",
                    "give the source a column with the time, and send start_ts and end_ts");
        }
    }
}
