package dev.berth.features.skew;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.ViewReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Served features of one view for one entity.
///
/// @param fields the entity's join keys; for an on-demand view, the request fields it reads
/// @param latestMicros event time of the entity's latest event, in microseconds since 1970; empty
///   if there was none, and for on-demand views
/// @param untilMicros instant up to which the rows were complete; empty if unknown, as for streamed
///   views
/// @param values with defaults in place of missing ones; null without a default
public record ServedView(
        ViewReference view,
        Map<String, @Nullable Object> fields,
        OptionalLong latestMicros,
        OptionalLong untilMicros,
        Map<FeatureName, @Nullable Object> values) {
    // Not in the short form, where the compiler loses the nullness.
    public ServedView(
            ViewReference view,
            Map<String, @Nullable Object> fields,
            OptionalLong latestMicros,
            OptionalLong untilMicros,
            Map<FeatureName, @Nullable Object> values) {
        this.view = view;
        this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        this.latestMicros = latestMicros;
        this.untilMicros = untilMicros;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
