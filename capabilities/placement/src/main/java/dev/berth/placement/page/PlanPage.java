package dev.berth.placement.page;

import dev.berth.charts.ChartSvg;
import dev.berth.charts.ScatterChart;
import dev.berth.charts.page.PageStyle;
import dev.berth.charts.page.PageWriter;
import dev.berth.charts.page.PageWriter.Piece;
import dev.berth.diagrams.BoxDiagram;
import dev.berth.diagrams.BoxDiagram.Direction;
import dev.berth.diagrams.BoxDiagramSvg;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.Plan.Budget;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.PlanReport.Result;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.Conflict;
import dev.berth.placement.search.PlacementFront;
import dev.berth.placement.search.SensitivitySearch.Sensitivity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Page of a report: the answer, pictures, then tables. One file without script or address of
/// another.
public final class PlanPage {
    /// Budgets drawn beside that of the binding flow.
    private static final int BUDGETS_MAX = 6;

    private final PlanReport report;
    private final PageWriter page = new PageWriter();
    private final PlanTables tables;
    private final ScenarioTables scenarioTables;

    private PlanPage(PlanReport report) {
        this.report = report;
        this.tables = new PlanTables(report, page);
        this.scenarioTables = new ScenarioTables(report, page);
    }

    /// The page of a report.
    public static String html(PlanReport report) {
        return new PlanPage(report).write();
    }

    /// The diagram of a report as an SVG file.
    public static String diagram(PlanReport report) {
        return BoxDiagramSvg.file(SiteDiagram.of(report, Direction.RIGHT), Direction.RIGHT);
    }

    private String write() {
        page.begin(
                style(), "Placement plan", report.scenario().name(), report.scenario().summary());
        page.section("answer", "Answer");
        AnswerText.of(report).forEach(sentence -> page.element("p", "answer", sentence));
        page.endSection();
        switch (report.result()) {
            case Result.Found found -> write(found);
            case Result.Infeasible(Conflict conflict) -> write(conflict);
        }
        page.section("scenario", "Scenario");
        page.element("p", "", scenarioTables.workload());
        scenarioTables.sites();
        scenarioTables.links();
        scenarioTables.flows();
        report.plan().ifPresent(scenarioTables::transfers);
        page.endSection();
        page.section("numbers", "Where the numbers come from");
        page.paragraph("", List.of(Piece.of(OriginText.count(report.scenario()))));
        scenarioTables.origins();
        page.element("p", "", search());
        page.endSection();
        return page.end();
    }

    private static PageStyle style() {
        try (InputStream in =
                Objects.requireNonNull(
                        PlanPage.class.getResourceAsStream("/dev/berth/placement/page/plan.css"))) {
            String rules = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return PageStyle.shipped()
                    .with(
                            rules.replace("LIGHT_FILLS", BoxDiagramSvg.LIGHT)
                                    .replace("DARK_FILLS", BoxDiagramSvg.DARK)
                                    .replace("ROW_RULES", ChartSvg.ROW_RULES.strip())
                                    .replace("DIAGRAM_RULES", BoxDiagramSvg.RULES.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Result.Found found) {
        Plan plan = found.plan();
        page.section("placement", "Where everything lives");
        diagram(
                "Sites, what runs there, and the bytes a second that one user sends in a session."
                        + " The lines of a link lead to the sites that it connects."
                        + (SiteDiagram.isLarge(plan.graph())
                                ? " The flows are summed; each transfer is in a table below."
                                : ""));
        tables.placements(plan);
        page.endSection();
        budgets(plan);
        front(found.front());
        cost(plan);
        sensitivity(found.sensitivity());
        page.section("requirements", "Requirements");
        tables.requirements(plan);
        tables.binding(plan);
        page.endSection();
        page.section("considerations", "Eight considerations of each component");
        plan.considerations().forEach(tables::considerations);
        page.endSection();
    }

    private void diagram(String caption) {
        page.figure(
                "sites",
                "sites",
                List.of(diagram("wide", Direction.RIGHT), diagram("tall", Direction.DOWN)),
                caption);
    }

    private String diagram(String style, Direction direction) {
        BoxDiagram diagram = SiteDiagram.of(report, direction);
        return "<div class=\""
                + style
                + "\">"
                + BoxDiagramSvg.inline(diagram, direction, "sites-" + style)
                + "</div>\n";
    }

    private void budgets(Plan plan) {
        if (plan.budgets().isEmpty()) {
            return;
        }
        page.section("budget", "Latency");
        List<Budget> shown = plan.budgets().stream().limit(BUDGETS_MAX).toList();
        page.figure(
                "budgets",
                "",
                List.of(
                        "<div class=\"charts\">\n",
                        String.join(
                                "", shown.stream().map(budget -> budget(plan, budget)).toList()),
                        "</div>\n"),
                "What the latency of a flow is spent on, in the order in which an item meets it;"
                        + " the flow whose limit binds, or has the least room, is first.");
        page.endSection();
    }

    private static String budget(Plan plan, Budget budget) {
        return ChartSvg.inline(
                BudgetChart.of(plan, budget),
                "The "
                        + BudgetChart.name(budget)
                        + " is "
                        + UnitText.seconds(budget.seconds())
                        + ": "
                        + String.join(
                                ", ",
                                budget.parts().stream()
                                        .map(
                                                part ->
                                                        part.cause().subject()
                                                                + " "
                                                                + part.cause().kind().label()
                                                                + " "
                                                                + UnitText.seconds(part.seconds()))
                                        .toList())
                        + ".");
    }

    private void front(PlacementFront front) {
        page.section("front", "Alternatives");
        List<Integer> chosen = report.search().placement().orElse(List.of());
        page.figure(
                "pareto",
                "",
                List.of(
                        "<div class=\"charts\">\n",
                        String.join(
                                "",
                                FrontCharts.of(front, chosen).stream()
                                        .map(PlanPage::front)
                                        .toList()),
                        "</div>\n"),
                "Cost against latency, energy, age and quality of each placement that no other"
                        + " beats in everything. Numbers are those of the table.");
        tables.front(front);
        page.endSection();
    }

    private static String front(ScatterChart chart) {
        return ChartSvg.inline(
                chart, chart.dots().size() + " placements; their numbers are in the table below.");
    }

    private void cost(Plan plan) {
        page.section("cost", "Cost");
        page.element(
                "p",
                "",
                UnitText.dollars(plan.dollarsPerMonth())
                        + " a month, "
                        + UnitText.dollars(plan.dollarsPerUserMonth())
                        + " a user.");
        if (!plan.costs().isEmpty()) {
            page.figure(
                    "costs",
                    "",
                    List.of(
                            ChartSvg.inline(
                                    CostChart.of(plan),
                                    String.join(
                                            ", ",
                                            plan.costs().stream()
                                                    .map(
                                                            part ->
                                                                    part.kind()
                                                                            + " of "
                                                                            + part.place()
                                                                            + " "
                                                                            + UnitText.dollars(
                                                                                    part
                                                                                            .dollarsPerMonth()))
                                                    .toList()))),
                    "What is paid for.");
        }
        page.endSection();
    }

    private void sensitivity(Sensitivity sensitivity) {
        page.section("sensitivity", "What would change the plan");
        List<BreakEven> all = sensitivity.breakEvens();
        if (all.isEmpty()) {
            page.element(
                    "p", "", "No number changes the plan within a sixteenth and sixteen times.");
        } else {
            page.figure(
                    "break-evens",
                    "",
                    List.of(
                            ChartSvg.inline(
                                    SensitivityChart.of(all),
                                    "The values are in the table below.")),
                    "How much each number may fall or grow until another plan wins, the most"
                            + " sensitive first; the others are in the table.");
            tables.breakEvens(all);
        }
        if (!sensitivity.skipped().isEmpty()) {
            page.element(
                    "p",
                    "",
                    "Not tried, since the search ended at its limit: "
                            + String.join(
                                    ", ",
                                    sensitivity.skipped().stream()
                                            .map(each -> each.label())
                                            .toList())
                            + ".");
        }
        page.endSection();
    }

    private void write(Conflict conflict) {
        page.section("conflict", "Requirements that contradict each other");
        if (!conflict.requirements().isEmpty()) {
            tables.conflict(conflict);
        }
        page.endSection();
        if (!conflict.requirements().isEmpty()) {
            page.section("relaxations", "Cheapest relaxation");
            tables.relaxations(conflict);
            page.endSection();
        }
        page.section("placement", "Sites and links");
        diagram("The sites and links of the scenario.");
        page.endSection();
    }

    private String search() {
        return String.format(
                Locale.ROOT,
                "The search looked at %,d partial and full placements of %,.0f and %s.",
                report.search().nodes(),
                report.search().placementCount(),
                report.search().isProved()
                        ? "ruled out all others"
                        : "ended at its limit, so that its answer is not proved");
    }
}
