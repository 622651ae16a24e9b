package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.placement.part.QuantityReader.Zero;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.Site.Machines;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Reader of sites, links and ends.
final class InfrastructureReader {
    private static final double UTILISATION = 0.6;

    /// A link that loses more carries nothing.
    private static final double LOSS_MAX = 0.5;

    private InfrastructureReader() {}

    static List<Site> sites(DocumentNode root, SpeedReader speeds) {
        List<Site> sites = new ArrayList<>();
        NamedEntries.of(root, "sites", NamedEntries.SITES_MAX)
                .forEach((name, place) -> site(name, place, speeds).ifPresent(sites::add));
        return sites;
    }

    private static Optional<Site> site(String name, DocumentNode place, SpeedReader speeds) {
        Optional<Machines> machines = machines(place);
        Optional<Double> cores = NumberReader.positive(place, "cores");
        double speed = speeds.read(name, place);
        Optional<Double> memory = QuantityReader.read(place, "memory", Dimension.BYTES);
        Optional<Double> storage = QuantityReader.read(place, "storage", Dimension.BYTES);
        double busy = orZero(place, "busy-power", Dimension.POWER);
        double idle = orZero(place, "idle-power", Dimension.POWER);
        Optional<Double> battery = QuantityReader.read(place, "battery", Dimension.CHARGE);
        Optional<Double> price =
                QuantityReader.read(place, "price", Dimension.HOURLY_PRICE, Zero.ALLOWED);
        Optional<Set<String>> sees = place.child("sees").map(NamedEntries::texts);
        boolean isOfUser = machines.isPresent() && machines.get() instanceof Machines.EachUser;
        if (isOfUser && price.orElse(0.0) > 0) {
            place.child("price")
                    .ifPresent(
                            node ->
                                    node.error(
                                            "a price of a machine that each user has",
                                            "prices of shared machines",
                                            "remove it, or write `machines: as-needed`"));
        }
        if (machines.isEmpty() || cores.isEmpty() || memory.isEmpty() || storage.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Site(
                        name,
                        machines.get(),
                        cores.get(),
                        speed,
                        memory.get(),
                        storage.get(),
                        busy,
                        idle,
                        battery.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                        price.orElse(0.0),
                        sees));
    }

    private static double orZero(DocumentNode place, String key, Dimension dimension) {
        return QuantityReader.read(place, key, dimension, Zero.ALLOWED).orElse(0.0);
    }

    private static Optional<Machines> machines(DocumentNode place) {
        Optional<DocumentNode> each = place.child("for-each");
        Optional<DocumentNode> count = place.child("machines");
        double utilisation =
                QuantityReader.read(place, "utilisation", Dimension.SHARE).orElse(UTILISATION);
        if (each.isPresent() == count.isPresent()) {
            place.error(
                    each.isPresent()
                            ? "both `for-each` and `machines`"
                            : "no `for-each` or `machines`",
                    "`for-each: user`, or `machines` with a number or `as-needed`",
                    "say whether each user has one");
            return Optional.empty();
        }
        if (each.isPresent()) {
            return Optional.of(new Machines.EachUser());
        }
        if (count.flatMap(DocumentNode::text).filter("as-needed"::equals).isPresent()) {
            return Optional.of(new Machines.AsNeeded(utilisation));
        }
        return NumberReader.positive(place, "machines").map(Machines.Count::new);
    }

    static List<Link> links(DocumentNode root, Set<String> sites) {
        List<Link> links = new ArrayList<>();
        NamedEntries.of(root, "links", NamedEntries.LINKS_MAX)
                .forEach((name, place) -> link(name, place, sites).ifPresent(links::add));
        return links;
    }

    private static Optional<Link> link(String name, DocumentNode place, Set<String> sites) {
        List<DocumentNode> between = place.items("between");
        between.forEach(end -> NamedEntries.requireKnown(end, sites, "a site"));
        Optional<Distribution> latency = DistributionReader.read(place, "latency");
        Optional<double[]> bandwidth =
                place.child("bandwidth").flatMap(InfrastructureReader::bandwidth);
        double loss = orZero(place, "loss", Dimension.SHARE);
        double energy = orZero(place, "energy", Dimension.ENERGY_PER_BYTE);
        double price = orZero(place, "price", Dimension.BYTE_PRICE);
        double unavailable = orZero(place, "unavailable", Dimension.SHARE);
        if (loss > LOSS_MAX) {
            place.child("loss")
                    .ifPresent(
                            node ->
                                    node.error(
                                            node.described(),
                                            "a loss of at most 50%",
                                            "write the share of packets that are sent again"));
        }
        List<String> ends = between.stream().flatMap(end -> end.text().stream()).toList();
        if (ends.size() == 2 && new HashSet<>(ends).size() == 1) {
            place.child("between")
                    .ifPresent(
                            node ->
                                    node.error(
                                            "a link from '" + ends.getFirst() + "' to itself",
                                            "two sites",
                                            "name the other site"));
        }
        if (ends.size() != 2 || latency.isEmpty() || bandwidth.isEmpty()) {
            return Optional.empty();
        }
        double[] directions = bandwidth.get();
        return Optional.of(
                new Link(
                        name,
                        ends.getFirst(),
                        ends.getLast(),
                        latency.get(),
                        directions[0],
                        directions[1],
                        loss,
                        energy,
                        price,
                        unavailable));
    }

    private static Optional<double[]> bandwidth(DocumentNode node) {
        if (node.entries().isEmpty()) {
            return QuantityReader.read(node, Dimension.BANDWIDTH, Zero.REFUSED)
                    .map(each -> new double[] {each, each});
        }
        Optional<Double> out = QuantityReader.read(node, "out", Dimension.BANDWIDTH);
        Optional<Double> back = QuantityReader.read(node, "back", Dimension.BANDWIDTH);
        return out.isPresent() && back.isPresent()
                ? Optional.of(new double[] {out.get(), back.get()})
                : Optional.empty();
    }

    static List<End> ends(DocumentNode root, Set<String> sites) {
        List<End> ends = new ArrayList<>();
        NamedEntries.of(root, "ends", NamedEntries.ENDS_MAX)
                .forEach(
                        (name, place) -> {
                            NamedEntries.requireKnown(place, sites, "a site");
                            place.text().ifPresent(site -> ends.add(new End(name, site)));
                        });
        return ends;
    }

    /// Reports sites without a way from any end, unless a link or end names a site that is none.
    static void requireReachable(DocumentNode root, List<End> ends) {
        Map<String, DocumentNode> sites = entries(root, "sites");
        List<List<String>> links =
                entries(root, "links").values().stream()
                        .map(InfrastructureReader::between)
                        .toList();
        boolean isKnown =
                links.stream()
                                .allMatch(
                                        link ->
                                                link.size() == 2
                                                        && sites.keySet().containsAll(link))
                        && ends.size() == entries(root, "ends").size();
        if (!isKnown || ends.isEmpty()) {
            return;
        }
        Set<String> reached = new HashSet<>();
        ends.forEach(end -> reached.add(end.site()));
        boolean isGrowing = true;
        while (isGrowing) {
            isGrowing = false;
            for (List<String> link : links) {
                if (link.stream().anyMatch(reached::contains)) {
                    isGrowing |= reached.addAll(link);
                }
            }
        }
        sites.forEach(
                (name, place) -> {
                    if (!reached.contains(name)) {
                        place.error(
                                "the site '" + name + "', which no end can reach",
                                "a path of links from the site of an end",
                                "add a link, or remove the site");
                    }
                });
    }

    private static Map<String, DocumentNode> entries(DocumentNode root, String key) {
        return root.child(key).map(DocumentNode::entries).orElse(Map.of());
    }

    private static List<String> between(DocumentNode link) {
        return link.items("between").stream().flatMap(end -> end.text().stream()).toList();
    }
}
