package dev.berth.features;

import dev.berth.features.event.PlainEvent;
import dev.berth.features.history.History;
import dev.berth.features.history.HistoryQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Events of entities that are named by a text, from a list that a test fills.
public final class MemoryHistory implements History {
    private final Map<String, List<PlainEvent>> events = new TreeMap<>();

    /// Another event.
    public void add(String entity, PlainEvent event) {
        events.computeIfAbsent(entity, key -> new ArrayList<>()).add(event);
    }

    /// Those of an entity.
    public List<PlainEvent> of(String entity) {
        return events.getOrDefault(entity, List.of());
    }

    @Override
    public void visit(HistoryQuery query, Visitor visitor) {
        events.forEach(
                (entity, all) -> {
                    boolean isBehind =
                            query.afterKey().isEmpty()
                                    || entity.compareTo((String) query.afterKey().get().getFirst())
                                            > 0;
                    for (PlainEvent event : all) {
                        if (isBehind
                                && event.visibleMicros() > query.afterMicros()
                                && event.visibleMicros() <= query.untilMicros()) {
                            visitor.event(List.of(entity), event);
                        }
                    }
                });
    }
}
