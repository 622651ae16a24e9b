package dev.berth.placement.page;

import static dev.berth.placement.page.PlanTables.cell;

import dev.berth.charts.page.PageWriter;
import dev.berth.charts.page.PageWriter.Column;
import dev.berth.charts.page.PageWriter.Piece;
import dev.berth.placement.model.PlacementGraph.Transfer;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Flow;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Tables of a scenario: sites, links, flows and the origins of numbers.
final class ScenarioTables {
    private static final double GIGA = 1e9;

    private final Scenario scenario;
    private final Optional<Plan> plan;
    private final PageWriter page;

    ScenarioTables(PlanReport report, PageWriter page) {
        this.scenario = report.scenario();
        this.plan = report.plan();
        this.page = page;
    }

    /// Users and their sessions in a sentence.
    String workload() {
        Workload load = scenario.workload();
        return UnitText.number(load.users())
                + " users with sessions of "
                + UnitText.seconds(load.sessionSeconds())
                + " at "
                + UnitText.rate(load.sessionsPerSecond())
                + " each; the load is "
                + UnitText.number(load.peak())
                + " times the mean in the busiest hour, when "
                + UnitText.number(load.activeUsersAtPeak())
                + " are active."
                + (load.hours().isEmpty()
                        ? ""
                        : " Machines that come as needed follow the load of each hour.");
    }

    void sites() {
        List<Column> columns = new ArrayList<>();
        Stream.of("site", "machines").map(Column::text).forEach(columns::add);
        Stream.of("cores", "speed", "memory", "storage", "price")
                .map(Column::number)
                .forEach(columns::add);
        if (plan.isPresent()) {
            Stream.of("busy", "memory used", "storage used", "power")
                    .map(Column::number)
                    .forEach(columns::add);
        }
        page.table(
                "Sites: each machine"
                        + (plan.isPresent() ? ", and what the plan uses of it." : "."),
                columns,
                scenario.sites().stream().map(this::site).toList());
    }

    private List<List<Piece>> site(Site site) {
        List<List<Piece>> cells = new ArrayList<>();
        cells.add(cell(site.name()));
        cells.add(cell(machines(site)));
        cells.add(cell(UnitText.number(site.cores())));
        cells.add(cell(UnitText.number(site.speed())));
        cells.add(cell(UnitText.bytes(site.memoryBytes())));
        cells.add(cell(UnitText.bytes(site.storageBytes())));
        cells.add(cell(site.isOfUser() ? "" : UnitText.dollars(site.dollarsPerHour()) + "/h"));
        plan.ifPresent(
                found ->
                        found.sites().stream()
                                .filter(use -> use.site().equals(site.name()))
                                .findFirst()
                                .ifPresent(
                                        use -> {
                                            cells.add(cell(UnitText.percent(use.utilisation())));
                                            cells.add(cell(UnitText.bytes(use.memoryBytes())));
                                            cells.add(cell(UnitText.bytes(use.storageBytes())));
                                            cells.add(
                                                    cell(
                                                            site.isOfUser()
                                                                    ? UnitText.watts(use.watts())
                                                                    : ""));
                                        }));
        return cells;
    }

    private String machines(Site site) {
        String used =
                plan.flatMap(
                                found ->
                                        found.sites().stream()
                                                .filter(use -> use.site().equals(site.name()))
                                                .findFirst())
                        .map(use -> ", " + UnitText.number(use.machines()) + " in the plan")
                        .orElse("");
        return switch (site.machines()) {
            case Site.Machines.EachUser() -> "one of each user";
            case Site.Machines.Count(double count) -> UnitText.number(count) + " shared";
            case Site.Machines.AsNeeded(double utilisation) ->
                    "as needed for " + UnitText.percent(utilisation) + " busy" + used;
        };
    }

    void links() {
        List<Column> columns = new ArrayList<>();
        Stream.of("link", "between").map(Column::text).forEach(columns::add);
        Stream.of("latency one way", "bandwidth", "loss", "away", "price")
                .map(Column::number)
                .forEach(columns::add);
        if (plan.isPresent()) {
            Stream.of("used", "bytes a user in a session", "bytes a month")
                    .map(Column::number)
                    .forEach(columns::add);
        }
        page.table("Links.", columns, scenario.links().stream().map(this::link).toList());
    }

    private List<List<Piece>> link(Link link) {
        List<List<Piece>> cells = new ArrayList<>();
        cells.add(cell(link.name()));
        cells.add(cell(link.from() + " and " + link.to()));
        cells.add(cell(LinkText.latency(link)));
        cells.add(cell(LinkText.bandwidth(link)));
        cells.add(cell(UnitText.percent(link.loss())));
        cells.add(cell(UnitText.percent(link.unavailable())));
        cells.add(cell(UnitText.dollars(link.dollarsPerByte() * GIGA) + "/GB"));
        plan.ifPresent(
                found ->
                        found.links().stream()
                                .filter(use -> use.link().equals(link.name()))
                                .findFirst()
                                .ifPresent(
                                        use -> {
                                            cells.add(cell(UnitText.percent(use.utilisation())));
                                            cells.add(
                                                    cell(
                                                            UnitText.bytes(use.bytesPerSecond())
                                                                    + "/s"));
                                            cells.add(cell(UnitText.bytes(use.bytesPerMonth())));
                                        }));
        return cells;
    }

    void flows() {
        List<Column> columns = new ArrayList<>();
        Stream.of("flow", "way").map(Column::text).forEach(columns::add);
        columns.add(Column.number("rate"));
        if (plan.isPresent()) {
            Stream.of("p50", "p95", "p99").map(Column::number).forEach(columns::add);
        }
        page.table(
                "Flows of one user in a session"
                        + (plan.isPresent() ? ", and their latency under the plan." : "."),
                columns,
                scenario.flows().stream().map(this::flow).toList());
    }

    private List<List<Piece>> flow(Flow flow) {
        List<List<Piece>> cells = new ArrayList<>();
        cells.add(cell(flow.name()));
        cells.add(flow.edges().stream().map(edge -> new Piece(way(edge), "way")).toList());
        cells.add(cell(UnitText.rate(flow.itemsPerSecond())));
        plan.ifPresent(
                found ->
                        found.flows().stream()
                                .filter(each -> each.flow().equals(flow.name()))
                                .findFirst()
                                .ifPresent(
                                        each -> {
                                            cells.add(cell(UnitText.seconds(each.p50())));
                                            cells.add(cell(UnitText.seconds(each.p95())));
                                            cells.add(cell(UnitText.seconds(each.p99())));
                                        }));
        return cells;
    }

    private static String way(Flow.Edge edge) {
        return edge.from()
                + " → "
                + edge.to()
                + ", "
                + UnitText.bytes(edge.itemBytes())
                + edge.data().map(data -> ", " + data).orElse("");
    }

    /// What is sent under a plan.
    void transfers(Plan found) {
        page.table(
                "What one user sends in a session.",
                List.of(
                        Column.text("flow"),
                        Column.text("from"),
                        Column.text("to"),
                        Column.text("over"),
                        Column.number("bytes")),
                found.graph().transfers().stream().map(ScenarioTables::transfer).toList());
    }

    private static List<List<Piece>> transfer(Transfer transfer) {
        String name =
                transfer.flow()
                        + switch (transfer.kind()) {
                            case ITEM -> "";
                            case SHARE -> ", the share that goes on";
                            case TELEMETRY -> ", telemetry";
                        };
        return List.of(
                cell(name),
                cell(transfer.from().name() + " at " + transfer.from().site()),
                cell(transfer.to().name() + " at " + transfer.to().site()),
                cell(String.join(", ", transfer.links())),
                cell(UnitText.bytes(transfer.bytesPerSecond()) + "/s"));
    }

    void origins() {
        List<List<List<Piece>>> rows = new ArrayList<>();
        for (Component component : scenario.components()) {
            for (Variant variant : component.variants()) {
                rows.add(origin(component, variant));
            }
        }
        page.table(
                "Origins of the numbers of each variant. All other numbers, of sites, links, flows"
                        + " and requirements, are declared in the scenario.",
                List.of(
                        Column.text("component"),
                        Column.text("variant"),
                        Column.text("numbers"),
                        Column.number("time of an item"),
                        Column.number("memory"),
                        Column.number("storage"),
                        Column.number("quality")),
                rows);
    }

    private List<List<Piece>> origin(Component component, Variant variant) {
        List<Piece> name = new ArrayList<>(cell(variant.name()));
        if (plan.stream().anyMatch(found -> isUsed(found, component, variant))) {
            name.add(new Piece("in the plan", "mark chosen"));
        }
        return List.of(
                cell(component.name()),
                name,
                List.of(OriginText.mark(variant.origin())),
                cell(LinkText.distribution(variant.time())),
                cell(UnitText.bytes(variant.memoryBytes())),
                cell(UnitText.bytes(variant.storageBytes())),
                cell(
                        variant.quality().isPresent()
                                ? UnitText.number(variant.quality().getAsDouble())
                                : ""));
    }

    private static boolean isUsed(Plan plan, Component component, Variant variant) {
        return plan.options().stream()
                .filter(option -> option.component().equals(component.name()))
                .anyMatch((PlacementOption option) -> ComponentNumbers.isUsed(variant, option));
    }
}
