package dev.berth.catalog;

import dev.berth.core.Excerpt;
import dev.berth.core.NearestName;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Traffic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads how the records of an endpoint are divided.
final class TrafficReader {
    private TrafficReader() {}

    /// @param steps whose callees a variant may replace
    static Optional<Traffic> read(Optional<Place> traffic, List<GraphStep> steps) {
        if (traffic.isEmpty()) {
            return Optional.empty();
        }
        List<Traffic.Variant> variants = new ArrayList<>();
        Optional<Place> place = traffic.get().child("variants");
        place.map(Place::entries)
                .orElse(Map.of())
                .forEach((name, variant) -> variants.add(variant(name, variant, steps)));
        if (place.isPresent() && variants.stream().allMatch(variant -> variant.weight() == 0)) {
            place.get()
                    .mistake(
                            "no variant with a weight above 0",
                            "at least one",
                            "give one of them a weight");
        }
        return Optional.of(
                new Traffic(
                        traffic.get().child("sticky-by").map(EndpointReader::expression),
                        variants));
    }

    private static Traffic.Variant variant(String name, Place place, List<GraphStep> steps) {
        double weight = place.number("weight").orElse(0.0);
        if (!Double.isFinite(weight)) {
            place.mistake("the weight " + weight, "a finite number", "correct it");
        }
        List<Callee> called =
                steps.stream().flatMap(step -> step.pattern().callees().stream()).toList();
        Map<Callee, Callee> replaced = new LinkedHashMap<>();
        place.child("in-place-of")
                .map(Place::entries)
                .orElse(Map.of())
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
        return new Traffic.Variant(
                name, weight, replaced, place.document().locate(place.pointer()), place.pointer());
    }

    /// What the steps call by this name.
    private static Optional<Callee> find(String name, List<Callee> called, Place place) {
        Optional<Callee> found =
                called.stream().filter(callee -> callee.toString().equals(name)).findFirst();
        if (found.isEmpty()) {
            List<String> names = called.stream().map(Callee::toString).distinct().toList();
            place.mistake(
                    "in place of '" + Excerpt.of(name) + "'",
                    "something that a step calls: " + String.join(", ", names),
                    NearestName.find(name, names)
                            .map(word -> "write `" + word + "`")
                            .orElse("remove it"));
        }
        return found;
    }
}
