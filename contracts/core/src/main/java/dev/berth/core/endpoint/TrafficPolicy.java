package dev.berth.core.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Division of an endpoint's records among its variants, and their shadows.
///
/// @param stickyBy what decides, so that equal values meet the same variant; empty for chance
/// @param chooseBy the name of the variant that a record is to meet, or an empty text; empty
///   without such a field
/// @param isChosenByHeader whether callers may name the variant beside their records
/// @param variants at least two, or none if there are shadows only
/// @param shadows what runs beside, and is never answered
public record TrafficPolicy(
        Optional<ExpressionText> stickyBy,
        Optional<ExpressionText> chooseBy,
        boolean isChosenByHeader,
        List<Variant> variants,
        List<Shadow> shadows) {

    public TrafficPolicy {
        variants = List.copyOf(variants);
        shadows = List.copyOf(shadows);
    }

    /// The weights of the variants, by their names.
    public Map<String, Double> weights() {
        Map<String, Double> weights = new LinkedHashMap<>();
        variants.forEach(variant -> weights.put(variant.name(), variant.weight()));
        return weights;
    }

    /// One variant of an endpoint, with its share of the traffic.
    ///
    /// @param weight its share in relation to the others, 0 for none
    public record Variant(GraphVariant arm, double weight) {
        public String name() {
            return arm.name();
        }
    }

    /// A variant that receives copies of records when there is time, and whose answers are compared
    /// with those that the callers got.
    ///
    /// @param share of the records, above 0 to 1
    public record Shadow(GraphVariant arm, double share) {
        public String name() {
            return arm.name();
        }
    }
}
