package dev.berth.features.ingest;

import dev.berth.core.Problem;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of the events of a batch: each is counted once.
///
/// @param accepted that are in the rows of at least one view now
/// @param duplicates of ones that are known already, by their ids
/// @param inHistory that count already, through the history
/// @param withoutKey that are no event of any entity
/// @param withoutTime that cannot be said to have happened
/// @param malformed that cannot be read
/// @param violations of those that cannot be read, the first ones
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

    /// That of a batch.
    ///
    /// @param keys for each combination those of its entities, null for none
    /// @param duplicates for each combination which events are none of its
    /// @param taken which events are in the rows of a view now
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

    /// How many there are of each kind, by the names that answers have for them.
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

    /// The counts alone.
    IngestReport withoutViolations() {
        return new IngestReport(
                accepted, duplicates, inHistory, withoutKey, withoutTime, malformed, List.of());
    }

    /// Both together.
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
