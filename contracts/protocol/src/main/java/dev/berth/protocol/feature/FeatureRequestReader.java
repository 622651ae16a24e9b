package dev.berth.protocol.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.protocol.json.JsonKeys;
import dev.berth.protocol.json.JsonScanner;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the body of `POST /v1/features:read`, Berth's own form. Members that it does not know are
/// refused.
public final class FeatureRequestReader {
    private static final String FEATURES = "features";
    private static final String SERVICE = "service";
    private static final String ENTITIES = "entities";
    private static final JsonKeys KEYS = JsonKeys.of(FEATURES, SERVICE, ENTITIES, "at");

    private final JsonScanner scanner;
    private List<String> features = List.of();
    private Optional<String> service = Optional.empty();
    private Map<String, List<Object>> entities = Map.of();
    private Optional<Instant> at = Optional.empty();

    private FeatureRequestReader(JsonScanner scanner) {
        this.scanner = scanner;
    }

    /// The features that the body requests.
    ///
    /// @throws ProblemException `request-malformed` with the place, `parameter-invalid`, or
    ///   `record-invalid`
    public static FeatureRequest read(byte[] body, int offset, int length) {
        return new FeatureRequestReader(new JsonScanner(body, offset, offset + length)).read();
    }

    private FeatureRequest read() {
        var seen = new BitSet();
        scanner.beginObject();
        while (scanner.nextMember()) {
            int member = scanner.key(KEYS);
            if (member == JsonKeys.UNKNOWN) {
                throw unknown(scanner.lastText());
            }
            if (seen.get(member)) {
                throw scanner.duplicate(KEYS.name(member));
            }
            seen.set(member);
            readMember(member);
        }
        scanner.end();
        requireOneOf(seen);
        return new FeatureRequest(
                features, service, entities, Map.of(), at, FeatureNaming.FULL, false);
    }

    private void readMember(int member) {
        switch (member) {
            case 0 -> features = FeastRequestReader.names(scanner);
            case 1 -> service = Optional.of(scanner.string());
            case 2 -> entities = new ColumnReader(scanner).read();
            default -> at = Optional.of(instant(scanner.string()));
        }
    }

    private static void requireOneOf(BitSet seen) {
        if (seen.get(0) && seen.get(1)) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "both '" + FEATURES + "' and '" + SERVICE + "' (expected: one of them)",
                    "name the features, or the service that stands for some");
        }
    }

    private static ProblemException unknown(String member) {
        return new ProblemException(
                ProblemCode.PARAMETER_INVALID,
                "member '"
                        + SanitizedText.of(member)
                        + "' is unknown (expected: features or service, entities, at)",
                "leave it out, or correct its name");
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new ProblemException(
                    ProblemCode.PARAMETER_INVALID,
                    "'at' is '"
                            + SanitizedText.of(text)
                            + "' (expected: a time with its zone, such as 2001-03-31T12:00:00Z)",
                    "write the time so, or leave it out for now");
        }
    }
}
