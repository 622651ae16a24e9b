package dev.berth.features.ingest;

import dev.berth.core.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts of a batch's events by result; each event is counted once.
///
/// @param accepted now in the rows of at least one view
/// @param duplicates with a known id
/// @param inHistory already counted through the history
/// @param withoutKey without the key of any entity
/// @param withoutTime without an event time
/// @param malformed unreadable
/// @param violations the first violations of unreadable events
public record IngestReport(
        long accepted,
        long duplicates,
        long inHistory,
        long withoutKey,
        long withoutTime,
        long malformed,
        List<Problem.FieldViolation> violations) {
    public static final IngestReport NONE = new IngestReport(0, 0, 0, 0, 0, 0, List.of());

    public IngestReport {
        violations = List.copyOf(violations);
    }

    private enum Fate {
        ACCEPTED,
        DUPLICATE,
        IN_HISTORY,
        WITHOUT_KEY
    }

    /// Creates the report of a batch.
    ///
    /// @param keys entity keys by group; null for an event without one
    /// @param duplicates duplicate events by group
    /// @param taken events that are now in the rows of a view
    static IngestReport of(
            EventBatch batch,
            List<List<@Nullable EntityKey>> keys,
            List<BitSet> duplicates,
            BitSet taken) {
        Map<Fate, Long> counts = new EnumMap<>(Fate.class);
        for (int i = 0; i < batch.events().size(); i++) {
            counts.merge(fate(i, keys, duplicates, taken), 1L, Long::sum);
        }
        return new IngestReport(
                counts.getOrDefault(Fate.ACCEPTED, 0L),
                counts.getOrDefault(Fate.DUPLICATE, 0L),
                counts.getOrDefault(Fate.IN_HISTORY, 0L),
                counts.getOrDefault(Fate.WITHOUT_KEY, 0L),
                batch.withoutTime(),
                batch.violationCount(),
                batch.violations());
    }

    private static Fate fate(
            int event,
            List<List<@Nullable EntityKey>> keys,
            List<BitSet> duplicates,
            BitSet taken) {
        if (taken.get(event)) {
            return Fate.ACCEPTED;
        }
        if (duplicates.stream().anyMatch(of -> of.get(event))) {
            return Fate.DUPLICATE;
        }
        return keys.stream().anyMatch(of -> of.get(event) != null)
                ? Fate.IN_HISTORY
                : Fate.WITHOUT_KEY;
    }

    /// The counts by result, under the names that responses use.
    public Map<String, Long> counts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("accepted", accepted);
        counts.put("duplicates", duplicates);
        counts.put("inHistory", inHistory);
        counts.put("withoutKey", withoutKey);
        counts.put("withoutTime", withoutTime);
        counts.put("malformed", malformed);
        return counts;
    }

    /// The report without its violations.
    IngestReport withoutViolations() {
        return new IngestReport(
                accepted, duplicates, inHistory, withoutKey, withoutTime, malformed, List.of());
    }

    /// The sum of two reports.
    public IngestReport plus(IngestReport other) {
        List<Problem.FieldViolation> both = new ArrayList<>(violations);
        both.addAll(other.violations);
        return new IngestReport(
                accepted + other.accepted,
                duplicates + other.duplicates,
                inHistory + other.inHistory,
                withoutKey + other.withoutKey,
                withoutTime + other.withoutTime,
                malformed + other.malformed,
                both.subList(0, Math.min(both.size(), EventBatch.VIOLATIONS_MAX)));
    }
}
