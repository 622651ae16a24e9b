package dev.berth.core.feature;

import dev.berth.core.endpoint.ExpressionText;
import dev.berth.core.system.SourceLocation;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Features computed at request time from what the caller sends and from stored features: each by
/// an expression, or all by a function.
///
/// @param inputs fields that the caller sends, `request.<field>` in expressions
/// @param reads what it reads, by the name before the dot in expressions: `<name>.<feature>`
/// @param function in Java, which computes all of them; empty if they have expressions
/// @param cached how long values are kept for equal inputs; empty for not at all
public record OnDemandView(
        ViewReference reference,
        String summary,
        Optional<String> owner,
        List<String> tags,
        Map<String, FeatureType> inputs,
        Map<String, FeatureUse> reads,
        Optional<FunctionReference> function,
        List<Computed> features,
        Optional<Duration> cached,
        SourceLocation location) {

    public OnDemandView {
        tags = List.copyOf(tags);
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        reads = Collections.unmodifiableMap(new LinkedHashMap<>(reads));
        features = List.copyOf(features);
    }

    /// The same with other features.
    public OnDemandView with(List<Computed> others) {
        return new OnDemandView(
                reference, summary, owner, tags, inputs, reads, function, others, cached, location);
    }

    /// The same, of which no values are kept.
    public OnDemandView uncached() {
        return new OnDemandView(
                reference,
                summary,
                owner,
                tags,
                inputs,
                reads,
                function,
                features,
                Optional.empty(),
                location);
    }

    /// One feature of the view.
    ///
    /// @param fallback the plain value where the expression has none, as of what is missing; empty
    ///   for none
    /// @param expression empty if the view has a function
    public record Computed(
            FeatureName name,
            FeatureType type,
            String meaning,
            Optional<String> unit,
            Optional<Object> fallback,
            Optional<ExpressionText> expression) {}
}
