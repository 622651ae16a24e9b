package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.profile.SystemProfiles;
import dev.berth.placement.part.Scenarios.Reference;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.scenario.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reader of one scenario. All errors are reported at their places.
final class ScenarioReader {
    private static final String FILE_ENDING = ".yaml";
    private static final double DEFAULT_PEAK = 3;
    private static final int HOURS = 24;
    private static final double HOUR_MAX = 1e9;

    /// Products with models inside are released a few times a year.
    private static final double DEFAULT_RELEASE_SECONDS = 90 * 86_400.0;

    private ScenarioReader() {}

    /// Reads a document; empty if it has an error.
    ///
    /// @param system the system's directory
    static Optional<Scenarios.Entry> read(
            DocumentNode root, Path system, SystemProfiles profiles, SystemSizes sizes) {
        List<NumberSource> sources = new ArrayList<>();
        Set<String> siteNames = names(root, "sites");
        Optional<Workload> workload = root.child("workload").flatMap(ScenarioReader::workload);
        Optional<Double> release = QuantityReader.read(root, "product-release", Dimension.TIME);
        List<Site> sites = InfrastructureReader.sites(root, new SpeedReader(root, system, sources));
        List<Link> links = InfrastructureReader.links(root, siteNames);
        List<End> ends = InfrastructureReader.ends(root, siteNames);
        requireDistinct(root);
        List<Component> components =
                new ComponentReader(
                                root,
                                new VariantReader(system, profiles, sizes, sources),
                                siteNames)
                        .read();
        List<Flow> flows = new FlowReader(root, names(root, "ends"), sizes, sources).read();
        List<StatedRequirement> requirements = new RequirementReader(root).read();
        InfrastructureReader.requireReachable(root, ends);
        if (root.isBroken()
                || workload.isEmpty()
                || sites.isEmpty()
                || components.isEmpty()
                || flows.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Scenarios.Entry(
                        new Scenario(
                                name(root),
                                root.text("summary").orElse(""),
                                workload.get(),
                                release.orElse(DEFAULT_RELEASE_SECONDS),
                                sites,
                                links,
                                ends,
                                components,
                                flows,
                                requirements,
                                sources),
                        root.document().locate(""),
                        references(root)));
    }

    private static String name(DocumentNode root) {
        String file = String.valueOf(root.document().file().getFileName());
        return file.endsWith(FILE_ENDING)
                ? file.substring(0, file.length() - FILE_ENDING.length())
                : file;
    }

    private static Set<String> names(DocumentNode root, String key) {
        return new LinkedHashSet<>(
                root.child(key).map(DocumentNode::entries).orElse(Map.of()).keySet());
    }

    private static Optional<Workload> workload(DocumentNode place) {
        Optional<Double> users = NumberReader.positive(place, "users");
        Optional<Double> sessions = QuantityReader.read(place, "sessions", Dimension.RATE);
        Optional<Double> session = QuantityReader.read(place, "session", Dimension.TIME);
        Optional<Double> peak = NumberReader.positive(place, "peak");
        Optional<List<Double>> hours = hours(place);
        if (users.isEmpty() || sessions.isEmpty() || session.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                hours.isPresent()
                        ? Workload.ofDay(users.get(), sessions.get(), session.get(), hours.get())
                        : new Workload(
                                users.get(),
                                sessions.get(),
                                session.get(),
                                Math.max(1, peak.orElse(DEFAULT_PEAK))));
    }

    /// The load of each hour of a day, in any unit.
    private static Optional<List<Double>> hours(DocumentNode place) {
        Optional<DocumentNode> node = place.child("daily").filter(DocumentNode::isSound);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<Double> hours = new ArrayList<>();
        for (DocumentNode each : place.items("daily")) {
            if (each.value() instanceof Number number
                    && number.doubleValue() >= 0
                    && number.doubleValue() <= HOUR_MAX) {
                hours.add(number.doubleValue());
            }
        }
        if (hours.size() != HOURS || hours.stream().noneMatch(hour -> hour > 0)) {
            node.get()
                    .error(
                            hours.size() + " loads from 0 to 1e9",
                            HOURS + " of them, one for each hour from midnight, not all 0",
                            "write the requests of each hour, in any unit");
            return Optional.empty();
        }
        if (place.child("peak").isPresent()) {
            node.get()
                    .error(
                            "`daily` beside `peak`",
                            "one of the two",
                            "remove `peak`: it follows from the loads of the hours");
        }
        return Optional.of(hours);
    }

    /// An edge names components and ends alike.
    private static void requireDistinct(DocumentNode root) {
        Set<String> components = names(root, "components");
        root.child("ends")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, place) -> {
                            if (components.contains(name)) {
                                place.error(
                                        "an end with the name of a component",
                                        "names that differ",
                                        "rename one of the two");
                            }
                        });
    }

    private static Map<String, Reference> references(DocumentNode root) {
        Map<String, Reference> references = new LinkedHashMap<>();
        root.child("components")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .values()
                .forEach(
                        place -> {
                            for (Subject.Kind kind : Subject.Kind.values()) {
                                place.child(kind.key())
                                        .ifPresent(node -> add(node, kind.key(), references));
                            }
                        });
        return references;
    }

    private static void add(DocumentNode node, String kind, Map<String, Reference> references) {
        node.text()
                .ifPresent(
                        name ->
                                references.put(
                                        node.pointer(),
                                        new Reference(
                                                kind,
                                                name,
                                                node.document().locate(node.pointer()))));
    }
}
