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
        SourceLocation location) {

    public Source {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
}
