package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.GraphVariant;
import dev.berth.core.endpoint.TrafficPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of an endpoint's traffic policy.
final class TrafficReader {
    private TrafficReader() {}

    /// @param steps whose callees a variant may replace
    static Optional<TrafficPolicy> read(Optional<DocumentNode> traffic, List<GraphStep> steps) {
        if (traffic.isEmpty()) {
            return Optional.empty();
        }
        List<Callee> called =
                steps.stream().flatMap(step -> step.pattern().callees().stream()).toList();
        List<TrafficPolicy.Variant> variants = new ArrayList<>();
        Optional<DocumentNode> place = traffic.get().child("variants");
        entries(place).forEach((name, each) -> variants.add(variant(name, each, called)));
        if (place.isPresent() && variants.stream().allMatch(variant -> variant.weight() == 0)) {
            place.get()
                    .error(
                            "no variant with a weight above 0",
                            "at least one",
                            "give one of them a weight");
        }
        List<TrafficPolicy.Shadow> shadows = new ArrayList<>();
        entries(traffic.get().child("shadows"))
                .forEach((name, each) -> shadows.add(shadow(name, each, called)));
        boolean isChosenByHeader = traffic.get().truth("route-by-header").orElse(false);
        if (variants.isEmpty()) {
            for (String key : List.of("sticky-by", "route-by", "route-by-header")) {
                traffic.get().child(key).ifPresent(TrafficReader::withoutVariants);
            }
        }
        return Optional.of(
                new TrafficPolicy(
                        traffic.get().child("sticky-by").map(DocumentNode::expression),
                        traffic.get().child("route-by").map(DocumentNode::expression),
                        isChosenByHeader,
                        variants,
                        shadows));
    }

    private static Map<String, DocumentNode> entries(Optional<DocumentNode> place) {
        return place.map(DocumentNode::entries).orElse(Map.of());
    }

    private static void withoutVariants(DocumentNode place) {
        place.error(
                "a choice without variants", "at least two `variants`", "add them, or remove this");
    }

    private static TrafficPolicy.Variant variant(
            String name, DocumentNode place, List<Callee> called) {
        double weight = place.number("weight").orElse(0.0);
        if (!Double.isFinite(weight)) {
            place.error("the weight " + weight, "a finite number", "correct it");
        }
        return new TrafficPolicy.Variant(arm(name, place, called), weight);
    }

    private static TrafficPolicy.Shadow shadow(
            String name, DocumentNode place, List<Callee> called) {
        double share = place.number("sample-ratio").orElse(1.0);
        if (share <= 0) {
            place.error("a share of nothing", "above 0 to 1", "remove the shadow, or correct it");
        }
        return new TrafficPolicy.Shadow(arm(name, place, called), share);
    }

    /// The arm that this place describes by its `replace`.
    ///
    /// @param called what the steps call
    static GraphVariant arm(String name, DocumentNode place, List<Callee> called) {
        Map<Callee, Callee> replaced = new LinkedHashMap<>();
        entries(place.child("replace"))
                .forEach(
                        (old, other) ->
                                find(old, called, other)
                                        .ifPresent(
                                                callee ->
                                                        GraphStepReader.model(other)
                                                                .ifPresent(
                                                                        model ->
                                                                                replaced.put(
                                                                                        callee,
                                                                                        model))));
        return new GraphVariant(
                name, replaced, place.document().locate(place.pointer()), place.pointer());
    }

    /// What the steps call by this name.
    private static Optional<Callee> find(String name, List<Callee> called, DocumentNode place) {
        Optional<Callee> found =
                called.stream().filter(callee -> callee.toString().equals(name)).findFirst();
        if (found.isEmpty()) {
            List<String> names = called.stream().map(Callee::toString).distinct().toList();
            place.error(
                    "in place of '" + SanitizedText.of(name) + "'",
                    "something that a step calls: " + String.join(", ", names),
                    NearestName.find(name, names)
                            .map(word -> "write `" + word + "`")
                            .orElse("remove it"));
        }
        return found;
    }
}
