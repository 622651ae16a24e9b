package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.placement.part.QuantityReader.Zero;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Component.Cache;
import dev.berth.placement.scenario.Component.Cut;
import dev.berth.placement.scenario.Component.Hybrid;
import dev.berth.placement.scenario.Component.Kind;
import dev.berth.placement.scenario.Component.Threshold;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Mode;
import dev.berth.placement.scenario.Variant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/// Reader of components.
final class ComponentReader {
    /// The name of a variant that is written in its component.
    static final String ONLY_VARIANT = "full";

    private static final double DEFAULT_LOOKUP_SECONDS = 1e-3;

    private final VariantReader variants;
    private final Set<String> sites;
    private final DocumentNode root;

    ComponentReader(DocumentNode root, VariantReader variants, Set<String> sites) {
        this.root = root;
        this.variants = variants;
        this.sites = sites;
    }

    List<Component> read() {
        List<Component> components = new ArrayList<>();
        NamedEntries.of(root, "components", NamedEntries.COMPONENTS_MAX)
                .forEach((name, place) -> component(name, place).ifPresent(components::add));
        return components;
    }

    private Optional<Component> component(String name, DocumentNode place) {
        List<Variant> found = variants(name, place);
        List<Cut> cuts = cuts(place);
        Optional<Cache> cache = place.child("cache").flatMap(this::cache);
        Optional<Hybrid> hybrid = place.child("hybrid").flatMap(node -> hybrid(node, place));
        Optional<Double> update =
                place.child("update")
                        .flatMap(node -> QuantityReader.read(node, "every", Dimension.TIME));
        place.items("sites").forEach(node -> NamedEntries.requireKnown(node, sites, "a site"));
        Set<String> allowed = place.child("sites").map(NamedEntries::texts).orElse(Set.of());
        if (found.isEmpty() || place.isBroken()) {
            return Optional.empty();
        }
        boolean isView =
                Subject.of(place).map(Subject::kind).filter(Subject.Kind.VIEW::equals).isPresent();
        return Optional.of(
                new Component(
                        name,
                        place.text("kind")
                                .map(text -> Kind.valueOf(text.toUpperCase(Locale.ROOT)))
                                .orElse(isView ? Kind.VIEW : Kind.MODEL),
                        found,
                        cuts,
                        cache,
                        hybrid,
                        update.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
                        allowed,
                        modes(place)));
    }

    private List<Variant> variants(String component, DocumentNode place) {
        Optional<Subject> subject = Subject.of(place);
        if (place.child("variants").isEmpty()) {
            return variants.read(component, ONLY_VARIANT, place, subject).stream().toList();
        }
        List<Variant> found = new ArrayList<>();
        NamedEntries.of(place, "variants", NamedEntries.VARIANTS_MAX)
                .forEach(
                        (name, node) ->
                                variants.read(component, name, node, subject)
                                        .ifPresent(found::add));
        return found;
    }

    private static Set<Mode> modes(DocumentNode place) {
        Set<Mode> modes = new LinkedHashSet<>();
        place.items("modes")
                .forEach(node -> node.text().flatMap(Mode::findByLabel).ifPresent(modes::add));
        return modes;
    }

    private static List<Cut> cuts(DocumentNode place) {
        List<Cut> cuts = new ArrayList<>();
        Set<Double> points = new HashSet<>();
        for (DocumentNode node : place.items("cuts")) {
            Optional<Double> after = QuantityReader.read(node, "after", Dimension.SHARE);
            Optional<Double> memory = QuantityReader.read(node, "memory", Dimension.SHARE);
            Optional<Double> item = QuantityReader.read(node, "item", Dimension.BYTES);
            if (after.isPresent() && !points.add(after.get())) {
                node.error("a second cut at this point", "one cut at a point", "remove one");
            }
            if (after.isPresent() && item.isPresent()) {
                cuts.add(new Cut(after.get(), memory.orElse(after.get()), item.get()));
            }
        }
        return cuts;
    }

    private Optional<Cache> cache(DocumentNode node) {
        Optional<Double> entries = NumberReader.positive(node, "entries");
        Optional<Double> entry = QuantityReader.read(node, "entry", Dimension.BYTES);
        Optional<Double> refresh = QuantityReader.read(node, "refresh", Dimension.TIME);
        Optional<Distribution> lookup = DistributionReader.read(node, "time");
        Optional<Double> hit = QuantityReader.read(node, "hit", Dimension.SHARE, Zero.ALLOWED);
        if (node.child("hit").isEmpty()) {
            hit = entries.flatMap(count -> popular(node, count));
        }
        if (entries.isEmpty() || entry.isEmpty() || refresh.isEmpty() || hit.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Cache(
                        node.child("for-each").isPresent(),
                        entries.get(),
                        entry.get(),
                        hit.get(),
                        refresh.get(),
                        lookup.orElse(new Distribution.Fixed(DEFAULT_LOOKUP_SECONDS))));
    }

    /// The share of requests for the most popular keys, by the workload's Zipf distribution.
    private Optional<Double> popular(DocumentNode node, double entries) {
        Optional<DocumentNode> workload = root.child("workload");
        Optional<Double> keys = workload.flatMap(each -> NumberReader.positive(each, "keys"));
        Optional<Double> exponent = workload.flatMap(each -> NumberReader.positive(each, "zipf"));
        if (keys.isEmpty() || exponent.isEmpty()) {
            node.error(
                    "a cache without `hit`, and a workload without `keys` and `zipf`",
                    "`hit: 60%`, or a workload that says how popular keys are",
                    "add one of the two");
            return Optional.empty();
        }
        return Optional.of(ZipfShares.ofMostPopular(entries, keys.get(), exponent.get()));
    }

    private static Optional<Hybrid> hybrid(DocumentNode node, DocumentNode component) {
        Set<String> names =
                component.child("variants").map(DocumentNode::entries).orElse(Map.of()).keySet();
        node.child("small")
                .ifPresent(small -> NamedEntries.requireKnown(small, names, "a variant"));
        List<Threshold> thresholds = new ArrayList<>();
        Set<Double> known = new HashSet<>();
        for (DocumentNode item : node.items("thresholds")) {
            Optional<Double> confidence = NumberReader.positive(item, "confidence");
            Optional<Double> escalated =
                    QuantityReader.read(item, "escalated", Dimension.SHARE, Zero.ALLOWED);
            Optional<Double> quality = NumberReader.positive(item, "quality");
            if (confidence.isPresent() && !known.add(confidence.get())) {
                item.error("a second threshold of this confidence", "one", "remove one");
            }
            if (confidence.isPresent() && escalated.isPresent()) {
                thresholds.add(
                        new Threshold(
                                confidence.get(),
                                escalated.get(),
                                quality.map(OptionalDouble::of).orElse(OptionalDouble.empty())));
            }
        }
        return node.text("small")
                .filter(_ -> !thresholds.isEmpty())
                .map(small -> new Hybrid(small, thresholds));
    }
}
