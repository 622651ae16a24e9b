package dev.berth.placement.page;

import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.placement.model.PlacementGraph;
import dev.berth.placement.model.PlacementGraph.Place;
import dev.berth.placement.model.PlacementGraph.Transfer;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Boxes and arrows of a large plan: the components of a site in one box, the flows over a link in
/// one arrow of each direction. What is sent within a site is in the tables alone.
final class SiteSummary {
    /// Names in a box; more are counted.
    private static final int NAMES_MAX = 16;

    private final Scenario scenario;
    private final PlacementGraph graph;

    SiteSummary(Scenario scenario, PlacementGraph graph) {
        this.scenario = scenario;
        this.graph = graph;
    }

    private record Hop(String from, String link, String to) {}

    /// What goes over a link in one direction.
    private static final class Load {
        private final Set<String> flows = new HashSet<>();
        private double bytesPerSecond;

        void add(Transfer transfer) {
            flows.add(transfer.flow());
            bytesPerSecond += transfer.bytesPerSecond();
        }

        String label() {
            return flows.size()
                    + (flows.size() == 1 ? " flow: " : " flows: ")
                    + UnitText.bytes(bytesPerSecond)
                    + "/s";
        }
    }

    List<Box> boxes() {
        List<Box> boxes = new ArrayList<>();
        for (Site site : scenario.sites()) {
            List<String> names =
                    Stream.concat(
                                    graph.places().stream()
                                            .filter(place -> place.site().equals(site.name()))
                                            .map(Place::component),
                                    scenario.ends().stream()
                                            .filter(end -> end.site().equals(site.name()))
                                            .map(End::name))
                            .toList();
            if (!names.isEmpty()) {
                boxes.add(box(site, names));
            }
        }
        return boxes;
    }

    private static Box box(Site site, List<String> names) {
        List<String> shown = new ArrayList<>(names);
        if (names.size() > NAMES_MAX) {
            shown = new ArrayList<>(names.subList(0, NAMES_MAX - 1));
            shown.add("and " + (names.size() - shown.size()) + " more");
        }
        return new Box(
                "all/" + site.name(),
                Optional.of(SiteDiagram.siteId(site.name())),
                0,
                Shape.RECTANGLE,
                "components and ends",
                shown,
                String.join(", ", names));
    }

    List<Line> lines() {
        Map<Hop, Load> loads = new LinkedHashMap<>();
        for (Transfer transfer : graph.transfers()) {
            String site = transfer.from().site();
            for (String name : transfer.links()) {
                Link link =
                        scenario.links().stream()
                                .filter(each -> each.name().equals(name))
                                .findFirst()
                                .orElseThrow();
                String next = link.from().equals(site) ? link.to() : link.from();
                loads.computeIfAbsent(new Hop(site, name, next), _ -> new Load()).add(transfer);
                site = next;
            }
        }
        List<Line> lines = new ArrayList<>();
        loads.forEach(
                (hop, load) -> {
                    String link = SiteDiagram.linkId(hop.link());
                    String tooltip = hop.from() + " → " + hop.to() + ", " + load.label();
                    lines.add(line(SiteDiagram.siteId(hop.from()), link, load.label(), tooltip));
                    lines.add(line(link, SiteDiagram.siteId(hop.to()), "", tooltip));
                });
        return lines;
    }

    private static Line line(String from, String to, String label, String tooltip) {
        return new Line(from, to, Optional.of(0), label, tooltip);
    }
}
