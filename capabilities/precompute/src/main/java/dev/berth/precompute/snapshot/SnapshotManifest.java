package dev.berth.precompute.snapshot;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a snapshot is: a version of an endpoint's precomputed answers.
///
/// @param number which grows with each snapshot of the endpoint
/// @param fingerprint of the endpoint and all that it calls when the answers were computed
/// @param computed when the computation began
/// @param ttl how long the answers are given after that; empty for without end
/// @param answers how many keys have one
/// @param reused how many of them were taken from the snapshot before, as their inputs are the same
/// @param isEncrypted whether each answer is encrypted by its user's key
/// @param source digest of the table of keys, in hex
/// @param berthVersion that computed it
public record SnapshotManifest(
        long number,
        String fingerprint,
        Instant computed,
        Optional<Duration> ttl,
        long answers,
        long reused,
        boolean isEncrypted,
        String source,
        String berthVersion) {
    /// Of these lines and of the rows.
    private static final String FORMAT = "1";

    /// Whether its answers are too old at an instant.
    public boolean isExpired(Instant now) {
        return ttl.isPresent() && now.isAfter(computed.plus(ttl.get()));
    }

    /// The lines of a file: `name: value`.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("format: " + FORMAT);
        lines.add("number: " + number);
        lines.add("fingerprint: " + fingerprint);
        lines.add("computed: " + computed);
        ttl.ifPresent(value -> lines.add("ttl: " + value));
        lines.add("answers: " + answers);
        lines.add("reused: " + reused);
        lines.add("encrypted: " + isEncrypted);
        lines.add("source sha256: " + source);
        lines.add("berth: " + berthVersion);
        return lines;
    }

    /// Reads what [#lines] gave.
    ///
    /// @param where for messages
    /// @throws ProblemException `precomputed-unreadable` if it is damaged, or of another format
    static SnapshotManifest read(List<String> lines, String where) {
        Map<String, String> values = new HashMap<>();
        for (String line : lines) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                values.put(line.substring(0, colon), line.substring(colon + 2));
            }
        }
        String format = values.getOrDefault("format", "none");
        if (!format.equals(FORMAT)) {
            throw unreadable(where, "has the format " + format + " (expected: " + FORMAT + ")");
        }
        try {
            return new SnapshotManifest(
                    Long.parseLong(require(values, "number", where)),
                    require(values, "fingerprint", where),
                    Instant.parse(require(values, "computed", where)),
                    Optional.ofNullable(values.get("ttl")).map(Duration::parse),
                    Long.parseLong(require(values, "answers", where)),
                    Long.parseLong(require(values, "reused", where)),
                    Boolean.parseBoolean(require(values, "encrypted", where)),
                    require(values, "source sha256", where),
                    require(values, "berth", where));
        } catch (NumberFormatException | DateTimeException e) {
            throw unreadable(where, "is damaged: " + e.getMessage());
        }
    }

    private static String require(Map<String, String> values, String name, String where) {
        String value = values.get(name);
        if (value == null) {
            throw unreadable(where, "has no line '" + name + ": ...'");
        }
        return value;
    }

    private static ProblemException unreadable(String where, String what) {
        return new ProblemException(
                ProblemCode.PRECOMPUTED_UNREADABLE,
                "the snapshot " + where + " " + what,
                "precompute a new snapshot with this version of Berth");
    }
}
