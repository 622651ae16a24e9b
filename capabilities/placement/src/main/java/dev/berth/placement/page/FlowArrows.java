package dev.berth.placement.page;

import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagramSvg;
import dev.berth.placement.model.PlacementGraph;
import dev.berth.placement.model.PlacementGraph.Transfer;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Arrows of a plan's transfers, each over the links of its route.
final class FlowArrows {
    private static final String TELEMETRY = "telemetry";

    private final Scenario scenario;
    private final PlacementGraph graph;
    private final List<String> flows;

    FlowArrows(Scenario scenario, PlacementGraph graph) {
        this.scenario = scenario;
        this.graph = graph;
        this.flows = scenario.flows().stream().map(each -> each.name()).toList();
    }

    /// A transfer as lines.
    ///
    /// @param name of the flow, or telemetry
    record Arrow(String name, int style, List<Line> lines, List<Forward> forwards) {
        Arrow {
            lines = List.copyOf(lines);
            forwards = List.copyOf(forwards);
        }
    }

    /// Site that a transfer goes through.
    record Forward(String flow, String site) {}

    List<Arrow> build() {
        return graph.transfers().stream().map(this::arrow).toList();
    }

    private Arrow arrow(Transfer transfer) {
        boolean isTelemetry = transfer.kind() == Transfer.Kind.TELEMETRY;
        String name = isTelemetry ? TELEMETRY : transfer.flow();
        int style = isTelemetry ? flows.size() : flows.indexOf(transfer.flow());
        List<String> ids = new ArrayList<>();
        List<Forward> forwards = new ArrayList<>();
        ids.add(SiteDiagram.boxId(transfer.from().name(), transfer.from().site()));
        String site = transfer.from().site();
        for (int i = 0; i < transfer.links().size(); i++) {
            String link = transfer.links().get(i);
            ids.add(SiteDiagram.linkId(link));
            site = other(link, site);
            if (i < transfer.links().size() - 1) {
                String way = name + " from " + transfer.from() + " to " + transfer.to();
                ids.add(SiteDiagram.forwardId(way, site));
                forwards.add(new Forward(way, site));
            }
        }
        ids.add(
                isTelemetry
                        ? SiteDiagram.siteId(transfer.to().site())
                        : SiteDiagram.boxId(transfer.to().name(), transfer.to().site()));
        return new Arrow(name, style, lines(transfer, name, style, ids), forwards);
    }

    private String other(String link, String site) {
        Link found =
                scenario.links().stream()
                        .filter(each -> each.name().equals(link))
                        .findFirst()
                        .orElseThrow();
        return found.from().equals(site) ? found.to() : found.from();
    }

    private List<Line> lines(Transfer transfer, String name, int style, List<String> ids) {
        String bytes = UnitText.bytes(transfer.bytesPerSecond()) + "/s";
        // With more flows than styles the label says which one it is.
        String label = flows.size() < BoxDiagramSvg.STYLES ? bytes : name + ": " + bytes;
        String tooltip =
                name + ": " + transfer.from().name() + " → " + transfer.to().name() + ", " + bytes;
        List<Line> lines = new ArrayList<>();
        for (int i = 1; i < ids.size(); i++) {
            lines.add(
                    new Line(
                            ids.get(i - 1),
                            ids.get(i),
                            Optional.of(style),
                            i == 1 ? label : "",
                            tooltip));
        }
        return lines;
    }
}
