package dev.berth.core.feature;

import dev.berth.core.system.SourceLocation;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Events with the time when they happened and, where that is known, the time from which they were
/// known.
///
/// @param time the column with the time of the event
/// @param created the column with the time from which the event was known; empty if it was known
///   when it happened
/// @param id the column by which an event that comes twice is found out; empty if none does
/// @param zone in which times without one are meant
/// @param columns those that are read, with their types, in their order
/// @param epoch what whole numbers in columns of type timestamp count; empty if there are none
/// @param aliases what columns are called where the events lie, by their names here; a column that
///   is not among them has its name
public record EventSource(
        SourceName name,
        String summary,
        Optional<String> owner,
        DataSourceConfig origin,
        String time,
        Optional<String> created,
        Optional<String> id,
        ZoneId zone,
        Map<String, FeatureType> columns,
        SourceLocation location,
        Optional<EpochUnit> epoch,
        SortedMap<String, String> aliases) {

    public EventSource {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        aliases = new TreeMap<>(aliases);
        aliases.keySet().retainAll(columns.keySet());
        aliases = Collections.unmodifiableSortedMap(aliases);
    }

    /// A source whose columns have the names of the stored ones.
    public EventSource(
            SourceName name,
            String summary,
            Optional<String> owner,
            DataSourceConfig origin,
            String time,
            Optional<String> created,
            Optional<String> id,
            ZoneId zone,
            Map<String, FeatureType> columns,
            SourceLocation location,
            Optional<EpochUnit> epoch) {
        this(
                name,
                summary,
                owner,
                origin,
                time,
                created,
                id,
                zone,
                columns,
                location,
                epoch,
                new TreeMap<>());
    }

    /// A source whose times are no whole numbers.
    public EventSource(
            SourceName name,
            String summary,
            Optional<String> owner,
            DataSourceConfig origin,
            String time,
            Optional<String> created,
            Optional<String> id,
            ZoneId zone,
            Map<String, FeatureType> columns,
            SourceLocation location) {
        this(
                name,
                summary,
                owner,
                origin,
                time,
                created,
                id,
                zone,
                columns,
                location,
                Optional.empty());
    }

    /// The same with other columns.
    public EventSource with(Map<String, FeatureType> others) {
        return new EventSource(
                name, summary, owner, origin, time, created, id, zone, others, location, epoch,
                aliases);
    }

    /// The same somewhere else.
    public EventSource at(DataSourceConfig other) {
        return new EventSource(
                name, summary, owner, other, time, created, id, zone, columns, location, epoch,
                aliases);
    }

    /// What a column is called where the events lie.
    public String stored(String column) {
        return aliases.getOrDefault(column, column);
    }

    /// The same with all columns called as they are where the events lie, in their order.
    public EventSource stored() {
        if (aliases.isEmpty()) {
            return this;
        }
        Map<String, FeatureType> there = new LinkedHashMap<>();
        columns.forEach((column, type) -> there.put(stored(column), type));
        return new EventSource(
                name,
                summary,
                owner,
                origin,
                stored(time),
                created.map(this::stored),
                id.map(this::stored),
                zone,
                there,
                location,
                epoch);
    }
}
