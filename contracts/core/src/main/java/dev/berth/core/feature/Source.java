package dev.berth.core.feature;

import dev.berth.core.system.SourceLocation;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

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
public record Source(
        SourceName name,
        String summary,
        Optional<String> owner,
        Origin origin,
        String time,
        Optional<String> created,
        Optional<String> id,
        ZoneId zone,
        Map<String, FeatureType> columns,
        SourceLocation location,
        Optional<EpochUnit> epoch) {

    public Source {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /// One whose times are no whole numbers.
    public Source(
            SourceName name,
            String summary,
            Optional<String> owner,
            Origin origin,
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
    public Source with(Map<String, FeatureType> others) {
        return new Source(
                name, summary, owner, origin, time, created, id, zone, others, location, epoch);
    }

    /// The same somewhere else.
    public Source at(Origin other) {
        return new Source(
                name, summary, owner, other, time, created, id, zone, columns, location, epoch);
    }
}
