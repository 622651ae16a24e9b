package dev.berth.features;

import dev.berth.core.feature.FeatureView;
import dev.berth.features.event.ImmutableEvent;
import dev.berth.features.history.EventCounts;
import dev.berth.features.history.HistoryQuery;
import dev.berth.features.history.OfflineStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Offline store in memory for entities named by texts.
public final class MemoryHistory implements OfflineStore {
    private final Map<String, List<ImmutableEvent>> events = new TreeMap<>();

    /// Adds an event.
    public void add(String entity, ImmutableEvent event) {
        events.computeIfAbsent(entity, key -> new ArrayList<>()).add(event);
    }

    /// The events of an entity.
    public List<ImmutableEvent> of(String entity) {
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
                    if (!isBehind || !isAmong(all, query)) {
                        return;
                    }
                    for (ImmutableEvent event : all) {
                        if (event.visibleMicros() > query.afterMicros()
                                && event.visibleMicros() <= query.untilMicros()) {
                            visitor.event(List.of(entity), event);
                        }
                    }
                });
    }

    private static boolean isAmong(List<ImmutableEvent> all, HistoryQuery query) {
        return query.days().isEmpty()
                || all.stream()
                        .map(ImmutableEvent::visibleMicros)
                        .filter(visible -> visible <= query.untilMicros())
                        .anyMatch(
                                visible -> {
                                    HistoryQuery.Days days = query.days().get();
                                    long day = EventCounts.day(visible, days.firstDay());
                                    return days.days().contains(day);
                                });
    }

    @Override
    public Optional<EventCounts.Reading> count(
            FeatureView view, long afterMicros, long untilMicros) {
        return Optional.of(
                new EventCounts.Reading(
                        counts(afterMicros, untilMicros), counts(untilMicros, untilMicros)));
    }

    private EventCounts counts(long micros, long untilMicros) {
        long firstDay = EventCounts.firstDay(untilMicros);
        SortedMap<Long, Long> days = new TreeMap<>();
        events.values().stream()
                .flatMap(List::stream)
                .map(ImmutableEvent::visibleMicros)
                .filter(visible -> visible <= micros)
                .forEach(visible -> days.merge(EventCounts.day(visible, firstDay), 1L, Long::sum));
        return new EventCounts(firstDay, days);
    }
}
