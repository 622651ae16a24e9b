package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.placement.part.QuantityReader.Zero;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.StatedRequirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Reader of requirements.
final class RequirementReader {
    private static final String BECAUSE = "because";

    private final DocumentNode root;
    private final Set<String> sites;
    private final Set<String> flows;
    private final Set<String> components;

    RequirementReader(DocumentNode root) {
        this.root = root;
        sites = names("sites");
        flows = names("flows");
        components = names("components");
    }

    private Set<String> names(String key) {
        return root.child(key).map(DocumentNode::entries).orElse(Map.of()).keySet();
    }

    List<StatedRequirement> read() {
        List<StatedRequirement> all = new ArrayList<>();
        for (DocumentNode item : root.items("requirements")) {
            String because = item.text(BECAUSE).orElse("");
            int line = item.document().locate(item.pointer()).line();
            Set<String> kinds = new LinkedHashSet<>(item.entries().keySet());
            kinds.remove(BECAUSE);
            if (kinds.size() != 1) {
                item.error(
                        "a requirement with " + kinds,
                        "one kind of requirement, and perhaps `because`",
                        "write each as an item of its own");
                continue;
            }
            String kind = kinds.iterator().next();
            item.child(kind)
                    .flatMap(place -> requirement(kind, place))
                    .ifPresent(each -> all.add(new StatedRequirement(each, because, line)));
        }
        return all;
    }

    private Optional<Requirement> requirement(String kind, DocumentNode place) {
        return switch (kind) {
            case "latency" -> latency(place);
            case "rate" ->
                    named(place, "flow", flows)
                            .flatMap(
                                    flow ->
                                            QuantityReader.read(place, "at-least", Dimension.RATE)
                                                    .map(x -> new Requirement.Rate(flow, x)));
            case "memory" ->
                    named(place, "site", sites)
                            .flatMap(
                                    site ->
                                            QuantityReader.read(place, "at-most", Dimension.BYTES)
                                                    .map(x -> new Requirement.Memory(site, x)));
            case "storage" ->
                    named(place, "site", sites)
                            .flatMap(
                                    site ->
                                            QuantityReader.read(place, "at-most", Dimension.BYTES)
                                                    .map(x -> new Requirement.Storage(site, x)));
            case "energy" -> energy(place);
            case "offline" -> offline(place);
            case "private" -> ofPrivacy(place);
            case "cost" -> cost(place);
            case "fresh" ->
                    named(place, "component", components)
                            .flatMap(
                                    name ->
                                            QuantityReader.read(place, "within", Dimension.TIME)
                                                    .map(x -> new Requirement.Fresh(name, x)));
            case "quality" ->
                    named(place, "component", components)
                            .flatMap(
                                    name ->
                                            NumberReader.positive(place, "at-least")
                                                    .map(x -> new Requirement.Quality(name, x)));
            case "telemetry" -> telemetry(place);
            case "not-copied" ->
                    named(place, "component", components).map(Requirement.NotCopied::new);
            default -> Optional.empty();
        };
    }

    private static Optional<String> named(DocumentNode place, String key, Set<String> names) {
        place.child(key).ifPresent(node -> NamedEntries.requireKnown(node, names, "a " + key));
        return place.text(key);
    }

    private Optional<Requirement> latency(DocumentNode place) {
        Optional<String> flow = named(place, "flow", flows);
        Map<String, Double> percentiles = Map.of("p50", 0.5, "p90", 0.9, "p95", 0.95, "p99", 0.99);
        List<String> keys =
                place.entries().keySet().stream().filter(percentiles::containsKey).toList();
        if (keys.size() != 1) {
            place.error(
                    keys.isEmpty() ? "a latency without percentile" : "a latency with " + keys,
                    "one of `p50`, `p90`, `p95`, `p99` with a time",
                    "write it as in `p95: 200 ms`");
            return Optional.empty();
        }
        String key = keys.getFirst();
        Optional<Double> time = QuantityReader.read(place, key, Dimension.TIME);
        return flow.isPresent() && time.isPresent()
                ? Optional.of(
                        new Requirement.Latency(
                                flow.get(), percentiles.getOrDefault(key, 0.99), time.get()))
                : Optional.empty();
    }

    private Optional<Requirement> energy(DocumentNode place) {
        Optional<String> site = named(place, "site", sites);
        Optional<Double> watts = QuantityReader.read(place, "at-most", Dimension.POWER);
        Optional<Double> seconds = QuantityReader.read(place, "battery-lasts", Dimension.TIME);
        if (place.child("at-most").isPresent() == place.child("battery-lasts").isPresent()) {
            place.error(
                    "an energy with both or neither of `at-most` and `battery-lasts`",
                    "one of the two",
                    "write it as in `at-most: 0.5 W` or `battery-lasts: 4 h`");
            return Optional.empty();
        }
        if (site.isEmpty()) {
            return Optional.empty();
        }
        String name = site.get();
        if (seconds.isPresent() && !hasBattery(name)) {
            place.error(
                    "the battery of '" + name + "', which has none",
                    "a site with `battery`",
                    "add `battery: 10 Wh` to the site");
            return Optional.empty();
        }
        return watts.<Requirement>map(x -> new Requirement.Power(name, x))
                .or(() -> seconds.map(x -> new Requirement.Battery(name, x / 3600)));
    }

    private boolean hasBattery(String site) {
        return root.child("sites")
                .flatMap(node -> node.child(site))
                .flatMap(node -> node.child("battery"))
                .isPresent();
    }

    private Optional<Requirement> offline(DocumentNode place) {
        Optional<Double> stale = QuantityReader.read(place, "stale-at-most", Dimension.TIME);
        Optional<Double> share = QuantityReader.read(place, "answers", Dimension.SHARE);
        return named(place, "flow", flows)
                .map(
                        flow ->
                                new Requirement.Offline(
                                        flow,
                                        share.orElse(1.0),
                                        stale.map(OptionalDouble::of)
                                                .orElse(OptionalDouble.empty())));
    }

    private Optional<Requirement> ofPrivacy(DocumentNode place) {
        place.items("stays").forEach(node -> NamedEntries.requireKnown(node, sites, "a site"));
        Set<String> allowed = place.child("stays").map(NamedEntries::texts).orElse(Set.of());
        return place.text("data").map(data -> new Requirement.Private(data, allowed));
    }

    private static Optional<Requirement> cost(DocumentNode place) {
        Optional<Double> ofUser =
                QuantityReader.read(place, "per-user", Dimension.MONTHLY_PRICE, Zero.ALLOWED);
        Optional<Double> all =
                QuantityReader.read(place, "at-most", Dimension.MONTHLY_PRICE, Zero.ALLOWED);
        if (place.child("per-user").isPresent() == place.child("at-most").isPresent()) {
            place.error(
                    "a cost with both or neither of `per-user` and `at-most`",
                    "one of the two",
                    "write it as in `per-user: $0.50/month`");
            return Optional.empty();
        }
        return ofUser.<Requirement>map(Requirement.CostPerUserMonth::new)
                .or(() -> all.map(Requirement.CostPerMonth::new));
    }

    private Optional<Requirement> telemetry(DocumentNode place) {
        Optional<String> component = named(place, "component", components);
        Optional<String> site = place.text("to");
        place.child("to").ifPresent(node -> NamedEntries.requireKnown(node, sites, "a site"));
        Optional<Double> share = QuantityReader.read(place, "share", Dimension.SHARE);
        return component.isPresent() && site.isPresent() && share.isPresent()
                ? Optional.of(new Requirement.Telemetry(component.get(), share.get(), site.get()))
                : Optional.empty();
    }
}
