package dev.berth.features.skew;

import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.ViewReference;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Features of one view, for one entity, as a caller got them.
///
/// @param fields the entity's keys by their join keys; of a view on demand, what the caller sent
///   that it is computed from
/// @param latestMicros when the latest event happened that was known of the entity, in microseconds
///   since 1970; empty if none was, and for views on demand
/// @param untilMicros up to when everything that was visible was in the rows that were read; empty
///   if that is not known, as of views whose events arrive
/// @param values defaults in place of what is missing; null for what has none
public record ServedView(
        ViewReference view,
        Map<String, @Nullable Object> fields,
        OptionalLong latestMicros,
        OptionalLong untilMicros,
        Map<FeatureName, @Nullable Object> values) {
    // Not in the short form: of that one the compiler forgets what may be null.
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
