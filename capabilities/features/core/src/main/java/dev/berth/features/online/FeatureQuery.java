package dev.berth.features.online;

import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Query for features of entities.
///
/// Values from the network are String, Boolean, Long, Double, `byte[]`, null, or Lists of these,
/// whatever the type of the key or input: an integer is a Long, a timestamp a Long in microseconds
/// or a String.
///
/// @param selections the features in the requested order
/// @param fields values of each row by name: join keys and inputs of on-demand features. All lists
///   have one element for each row; a value may be null
/// @param at the instant of the values; empty for now
public record FeatureQuery(
        List<FeatureSelection> selections, Map<String, List<Object>> fields, Optional<Instant> at) {

    public FeatureQuery {
        selections = List.copyOf(selections);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// Query for features whose keys have the names of the join keys.
    public static FeatureQuery of(
            List<FeatureReference> features,
            Map<String, List<Object>> fields,
            Optional<Instant> at) {
        return new FeatureQuery(features.stream().map(FeatureSelection::of).toList(), fields, at);
    }

    /// The features in the requested order.
    public List<FeatureReference> features() {
        return selections.stream().map(FeatureSelection::feature).toList();
    }
}
