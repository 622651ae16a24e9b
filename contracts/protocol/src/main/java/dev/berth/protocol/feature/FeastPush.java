package dev.berth.protocol.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonMembers;
import dev.berth.protocol.json.JsonScanner;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rows that a client of Feast writes: the body of `POST /push` or `POST /write-to-online-store`.
/// Members that are not known are passed over, as Feast's server does, and so are those that Berth
/// has no meaning for (`allow_registry_cache`, `transform_on_write`).
///
/// Source: Feast's Python feature server.
///
/// @param target the push source or the view that the rows are for, as the caller wrote it
public record FeastPush(String target, EventColumns rows) {
    private static final JsonKeys PUSH = JsonKeys.of("push_source_name", "df", "to");
    private static final JsonKeys WRITE = JsonKeys.of("feature_view_name", "df");
    private static final String ONLINE = "online";

    /// Where else Feast writes.
    private static final Set<String> OFFLINE = Set.of("offline", "online_and_offline");

    /// Reads the body of `POST /push`.
    ///
    /// @throws ProblemException `request-malformed`, `record-invalid`, `batch-too-large`,
    ///   `parameter-invalid`, or `unimplemented` for rows that are to go offline as well
    public static FeastPush push(byte[] body, int offset, int length) {
        return read(PUSH, new JsonScanner(body, offset, offset + length));
    }

    /// Reads the body of `POST /write-to-online-store`.
    ///
    /// @throws ProblemException `request-malformed`, `record-invalid` or `batch-too-large`
    public static FeastPush write(byte[] body, int offset, int length) {
        return read(WRITE, new JsonScanner(body, offset, offset + length));
    }

    private static FeastPush read(JsonKeys keys, JsonScanner scanner) {
        var members = new JsonMembers(scanner, keys);
        String target = null;
        EventColumns rows = null;
        members.begin();
        for (int member; (member = members.next()) != JsonMembers.END; ) {
            switch (member) {
                case 0 -> target = scanner.string();
                case 1 -> rows = EventColumns.read(scanner);
                default -> requireOnline(to(scanner));
            }
        }
        scanner.end();
        if (target == null || rows == null) {
            throw missing(keys, target);
        }
        return new FeastPush(target, rows);
    }

    private static String to(JsonScanner scanner) {
        if (scanner.peek() == JsonScanner.Kind.NULL) {
            scanner.nullValue();
            return ONLINE;
        }
        return scanner.string();
    }

    private static ProblemException missing(JsonKeys keys, @Nullable String target) {
        String name = keys.name(0);
        return new ProblemException(
                ProblemCode.REQUEST_MALFORMED,
                "no member '"
                        + (target == null ? name : "df")
                        + "' (expected: {\""
                        + name
                        + "\": \"...\", \"df\": {\"column\": [values]}})",
                "send it");
    }

    private static void requireOnline(String to) {
        if (to.equals(ONLINE)) {
            return;
        }
        if (OFFLINE.contains(to)) {
            throw new ProblemException(
                    ProblemCode.UNIMPLEMENTED,
                    "\"to\": \"" + to + "\" (expected: \"" + ONLINE + "\"; history is not pushed)",
                    "write the rows where the source's `batch-source` reads them, and push them with"
                            + " \"to\": \""
                            + ONLINE
                            + "\"");
        }
        throw new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "'to' is '" + SanitizedText.of(to) + "' (expected: " + ONLINE + ")",
                "correct it, or leave it out");
    }
}
