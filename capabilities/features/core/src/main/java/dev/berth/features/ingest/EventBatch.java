package dev.berth.features.ingest;

import dev.berth.core.Problem;
import dev.berth.features.event.ImmutableEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Batch of events of one source in order of arrival, written together with the violations found
/// and the topic offsets reached. Not thread-safe.
public final class EventBatch {
    /// Violations that are reported individually; the others are counted.
    public static final int VIOLATIONS_MAX = 20;

    private final List<ImmutableEvent> events = new ArrayList<>();
    private final List<Problem.FieldViolation> violations = new ArrayList<>();
    private final Map<Partition, Long> positions = new LinkedHashMap<>();
    private long violationCount;
    private long withoutTime;

    /// Adds an event.
    ///
    /// @param event result of [EventDecoder#event]: empty for an event without a time, which is
    ///   counted
    public void add(Optional<ImmutableEvent> event) {
        if (event.isPresent()) {
            events.add(event.get());
        } else {
            withoutTime++;
        }
    }

    /// Adds the violation of an event that cannot be read.
    public void addViolation(Problem.FieldViolation violation) {
        violationCount++;
        if (violations.size() < VIOLATIONS_MAX) {
            violations.add(violation);
        }
    }

    /// Records that a partition was read up to before an offset.
    public void reached(Partition partition, long nextOffset) {
        positions.put(partition, nextOffset);
    }

    /// The number of events, unreadable ones included.
    public long size() {
        return events.size() + withoutTime + violationCount;
    }

    /// Whether the batch has nothing to write.
    public boolean isEmpty() {
        return size() == 0 && positions.isEmpty();
    }

    List<ImmutableEvent> events() {
        return Collections.unmodifiableList(events);
    }

    Map<Partition, Long> positions() {
        return Collections.unmodifiableMap(positions);
    }

    /// The first violations.
    public List<Problem.FieldViolation> violations() {
        return List.copyOf(violations);
    }

    long violationCount() {
        return violationCount;
    }

    long withoutTime() {
        return withoutTime;
    }
}
