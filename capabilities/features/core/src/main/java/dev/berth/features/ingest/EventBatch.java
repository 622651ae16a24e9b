package dev.berth.features.ingest;

import dev.berth.core.Problem;
import dev.berth.features.event.ImmutableEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Events of one source that are written together, in the order in which they arrived, with what
/// was wrong with others, and how far that is in a topic. For one thread.
public final class EventBatch {
    /// Faults that are reported one by one; the others are counted.
    public static final int VIOLATIONS_MAX = 20;

    private final List<ImmutableEvent> events = new ArrayList<>();
    private final List<Problem.FieldViolation> violations = new ArrayList<>();
    private final Map<Partition, Long> positions = new LinkedHashMap<>();
    private long violationCount;
    private long withoutTime;

    /// Another event.
    ///
    /// @param event as [EventDecoder#event] made it: empty for one without a time, which is counted
    public void add(Optional<ImmutableEvent> event) {
        if (event.isPresent()) {
            events.add(event.get());
        } else {
            withoutTime++;
        }
    }

    /// One that cannot be read.
    public void addViolation(Problem.FieldViolation violation) {
        violationCount++;
        if (violations.size() < VIOLATIONS_MAX) {
            violations.add(violation);
        }
    }

    /// That a partition was read up to before an offset.
    public void reached(Partition partition, long nextOffset) {
        positions.put(partition, nextOffset);
    }

    /// How many events there are, those that cannot be read included.
    public long size() {
        return events.size() + withoutTime + violationCount;
    }

    /// Whether there is nothing to write.
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
