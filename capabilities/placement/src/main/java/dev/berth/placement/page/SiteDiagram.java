package dev.berth.placement.page;

import dev.berth.diagrams.BoxDiagram;
import dev.berth.diagrams.BoxDiagram.Box;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagram.Group;
import dev.berth.diagrams.BoxDiagram.LegendEntry;
import dev.berth.diagrams.BoxDiagram.Line;
import dev.berth.diagrams.BoxDiagram.Shape;
import dev.berth.diagrams.BoxDiagram.Tone;
import dev.berth.placement.model.PlacementGraph;
import dev.berth.placement.model.PlacementGraph.Place;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Diagram of a scenario's sites and links, with the components and flows of a plan.
final class SiteDiagram {
    /// With more of them a diagram is a summary.
    private static final int TRANSFERS_MAX = 32;

    private final Scenario scenario;
    private final Optional<Plan> plan;
    private final SiteLayers layers;
    private final List<Group> groups = new ArrayList<>();
    private final List<Box> boxes = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();

    private SiteDiagram(PlanReport report, Direction direction) {
        scenario = report.scenario();
        plan = report.plan();
        layers =
                switch (direction) {
                    case RIGHT -> SiteLayers.inColumns(scenario);
                    case DOWN -> SiteLayers.inRows(scenario);
                };
    }

    /// @param direction in which the sites follow each other
    static BoxDiagram of(PlanReport report, Direction direction) {
        return new SiteDiagram(report, direction).build();
    }

    private BoxDiagram build() {
        scenario.sites().forEach(this::add);
        scenario.links().forEach(this::add);
        List<LegendEntry> legend = new ArrayList<>();
        if (plan.filter(found -> isLarge(found.graph())).isPresent()) {
            var summary = new SiteSummary(scenario, plan.orElseThrow().graph());
            boxes.addAll(summary.boxes());
            lines.addAll(summary.lines());
            legend.addAll(DiagramKey.ofSummary(groups, boxes));
        } else {
            legend.addAll(DiagramKey.entries(groups, boxes, details()));
        }
        return new BoxDiagram(
                plan.isPresent() ? "Where components live and what is sent" : "Sites and links",
                description(),
                groups,
                boxes,
                lines,
                legend);
    }

    /// Whether single arrows would be too many to follow.
    static boolean isLarge(PlacementGraph graph) {
        return graph.transfers().size() > TRANSFERS_MAX;
    }

    /// Adds each end, component and transfer.
    private List<FlowArrows.Arrow> details() {
        scenario.ends().forEach(this::add);
        plan.ifPresent(found -> found.graph().places().forEach(place -> add(found, place)));
        List<FlowArrows.Arrow> arrows =
                plan.map(found -> new FlowArrows(scenario, found.graph()).build())
                        .orElse(List.of());
        for (FlowArrows.Arrow arrow : arrows) {
            arrow.forwards().forEach(this::add);
            lines.addAll(arrow.lines());
        }
        return arrows;
    }

    static String siteId(String site) {
        return "site/" + site;
    }

    static String linkId(String link) {
        return "link/" + link;
    }

    static String boxId(String name, String site) {
        return "box/" + name + "/" + site;
    }

    static String forwardId(String flow, String site) {
        return "forward/" + flow + "/" + site;
    }

    private void add(Site site) {
        List<String> details = new ArrayList<>();
        details.add(
                switch (site.machines()) {
                    case Site.Machines.EachUser() -> "one of each user";
                    case Site.Machines.Count(double count) ->
                            "shared, " + UnitText.number(count) + " machines";
                    case Site.Machines.AsNeeded(double _) -> "shared, machines as needed";
                });
        plan.flatMap(
                        found ->
                                found.sites().stream()
                                        .filter(use -> use.site().equals(site.name()))
                                        .findFirst())
                .ifPresent(use -> details.addAll(use(site, use)));
        groups.add(
                new Group(
                        siteId(site.name()),
                        layers.ofSite(site.name()),
                        site.isOfUser() ? Tone.FIRST : Tone.SECOND,
                        site.name(),
                        details));
    }

    private static List<String> use(Site site, Plan.SiteUse use) {
        if (use.memoryBytes() == 0 && use.utilisation() == 0) {
            return List.of("nothing runs here");
        }
        String amounts =
                LinkText.share(use.utilisation())
                        + " of cores, "
                        + UnitText.bytes(use.memoryBytes());
        return site.isOfUser()
                ? List.of(amounts)
                : List.of(UnitText.number(use.machines()) + " at the peak", amounts);
    }

    private void add(End end) {
        boxes.add(
                new Box(
                        boxId(end.name(), end.site()),
                        Optional.of(siteId(end.site())),
                        0,
                        Shape.ROUND,
                        end.name(),
                        List.of(),
                        ""));
    }

    private void add(Plan found, Place place) {
        PlacementOption option =
                found.options().stream()
                        .filter(each -> each.component().equals(place.component()))
                        .findFirst()
                        .orElseThrow();
        boxes.add(
                new Box(
                        boxId(place.component(), place.site()),
                        Optional.of(siteId(place.site())),
                        0,
                        ComponentNumbers.isAssumed(scenario, option)
                                ? Shape.DASHED_RECTANGLE
                                : Shape.RECTANGLE,
                        place.component(),
                        List.of(words(option, place)),
                        option.component()
                                + ": "
                                + option.label()
                                + ", "
                                + UnitText.bytes(place.memoryBytes())
                                + " of memory"));
    }

    private static String words(PlacementOption option, Place place) {
        String share = UnitText.percent(place.share());
        String second = option.second().map(PlacementOption.Second::variant).orElse("");
        boolean isApart =
                option.second().filter(each -> !each.site().equals(option.site())).isPresent();
        return switch (option.mode()) {
            case STATIC, CLIENT, SERVER -> option.mode().label() + ", " + option.variant();
            case CACHED ->
                    place.isSecond()
                            ? option.variant() + " for the " + share + " not cached"
                            : isApart ? "cached responses" : "cached, " + option.variant();
            case HYBRID ->
                    place.isSecond() ? second + " for " + share : "hybrid, " + option.variant();
            case CUT ->
                    option.variant()
                            + (place.isSecond() ? " from " : " up to ")
                            + UnitText.percent(option.parameter().orElse(0));
        };
    }

    private void add(Link link) {
        List<String> details = new ArrayList<>();
        details.add(LinkText.latency(link));
        details.add(LinkText.bandwidth(link));
        plan.flatMap(
                        found ->
                                found.links().stream()
                                        .filter(use -> use.link().equals(link.name()))
                                        .findFirst())
                .ifPresent(use -> details.add(LinkText.use(use)));
        String id = linkId(link.name());
        boxes.add(
                new Box(
                        id,
                        Optional.empty(),
                        layers.ofLink(link),
                        Shape.PILL,
                        link.name(),
                        details,
                        ""));
        boolean isForward = layers.ofSite(link.from()) <= layers.ofSite(link.to());
        String first = isForward ? link.from() : link.to();
        String last = isForward ? link.to() : link.from();
        lines.add(new Line(siteId(first), id, Optional.empty(), "", ""));
        lines.add(new Line(id, siteId(last), Optional.empty(), "", ""));
    }

    private void add(FlowArrows.Forward forward) {
        String id = forwardId(forward.flow(), forward.site());
        if (boxes.stream().noneMatch(box -> box.id().equals(id))) {
            boxes.add(
                    new Box(
                            id,
                            Optional.of(siteId(forward.site())),
                            0,
                            Shape.DOT,
                            "",
                            List.of(),
                            forward.site() + " forwards " + forward.flow()));
        }
    }

    private String description() {
        Map<String, List<String>> here =
                plan.map(
                                found ->
                                        found.graph().places().stream()
                                                .collect(
                                                        Collectors.groupingBy(
                                                                Place::site,
                                                                Collectors.mapping(
                                                                        Place::component,
                                                                        Collectors.toList()))))
                        .orElse(Map.of());
        List<String> sentences = new ArrayList<>();
        for (Site site : scenario.sites()) {
            List<String> components = here.getOrDefault(site.name(), List.of());
            sentences.add(
                    site.name()
                            + (components.isEmpty()
                                    ? plan.isPresent() ? " runs nothing." : " is a site."
                                    : " runs " + String.join(", ", components) + "."));
        }
        for (Link link : scenario.links()) {
            sentences.add(link.name() + " connects " + link.from() + " and " + link.to() + ".");
        }
        return String.join(" ", sentences);
    }
}
