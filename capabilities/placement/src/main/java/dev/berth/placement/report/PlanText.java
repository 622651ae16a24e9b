package dev.berth.placement.report;

import dev.berth.placement.model.LatencyBudget;
import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.Plan.Binding;
import dev.berth.placement.report.Plan.RequirementResult;
import dev.berth.placement.report.PlanReport.Result;
import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.Conflict;
import dev.berth.placement.search.PlacementFront;
import dev.berth.placement.search.ScenarioParameter;
import dev.berth.placement.search.SensitivitySearch.Sensitivity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reports as text for a terminal.
public final class PlanText {
    /// Points of a front that a screen shows at once.
    private static final int FRONT_SHOWN = 10;

    /// Parts of a budget that are less are left out.
    private static final double SHARE_SHOWN = 0.01;

    private final PlanReport report;
    private final List<String> lines = new ArrayList<>();

    private PlanText(PlanReport report) {
        this.report = report;
    }

    /// The lines of a report.
    public static List<String> lines(PlanReport report) {
        var text = new PlanText(report);
        text.write();
        return text.lines;
    }

    private void write() {
        String summary = report.scenario().summary();
        add(report.scenario().name() + (summary.isEmpty() ? "" : ": " + summary));
        switch (report.result()) {
            case Result.Found found -> {
                write(found.plan());
                write(found.sensitivity());
                write(found.front());
                writeConsiderations(found.plan());
            }
            case Result.Infeasible(Conflict conflict) -> write(conflict);
        }
        writeSearch();
    }

    private void write(Plan plan) {
        section("plan");
        List<List<String>> rows = new ArrayList<>();
        for (PlacementOption option : plan.options()) {
            rows.add(List.of(option.component(), option.label()));
        }
        table(rows);
        writeCost(plan);
        section("latency");
        rows = new ArrayList<>();
        rows.add(List.of("", "p50", "p95", "p99"));
        for (Plan.FlowLatency flow : plan.flows()) {
            rows.add(
                    List.of(
                            flow.flow(),
                            UnitText.seconds(flow.p50()),
                            UnitText.seconds(flow.p95()),
                            UnitText.seconds(flow.p99())));
        }
        table(rows);
        plan.budgets().forEach(this::write);
        writeRequirements(plan);
        writeBinding(plan);
        writeSources();
    }

    /// Speeds of sites, and numbers that the scenario's file does not state.
    private void writeSources() {
        List<List<String>> rows = new ArrayList<>();
        for (NumberSource source : report.scenario().sources()) {
            rows.add(
                    List.of(
                            source.subject(),
                            source.quantity().name().toLowerCase(Locale.ROOT),
                            SourceText.value(source),
                            SourceText.origin(source)));
        }
        if (!rows.isEmpty()) {
            section("speeds, and numbers that the scenario leaves to the system");
            table(rows);
        }
    }

    private void writeCost(Plan plan) {
        section(
                "cost "
                        + UnitText.dollars(plan.dollarsPerMonth())
                        + " a month, "
                        + UnitText.dollars(plan.dollarsPerUserMonth())
                        + " a user");
        List<List<String>> rows = new ArrayList<>();
        for (Plan.CostPart part : plan.costs()) {
            rows.add(
                    List.of(
                            part.kind() + " of " + part.place(),
                            UnitText.dollars(part.dollarsPerMonth())));
        }
        table(rows);
    }

    private void write(Plan.Budget budget) {
        section(
                "budget of "
                        + budget.flow()
                        + ": p"
                        + UnitText.number(budget.percentile() * 100)
                        + " is "
                        + UnitText.seconds(budget.seconds()));
        List<List<String>> rows = new ArrayList<>();
        for (LatencyBudget.Part part : budget.parts()) {
            if (part.seconds() < budget.seconds() * SHARE_SHOWN) {
                continue;
            }
            rows.add(
                    List.of(
                            part.cause().subject(),
                            part.cause().kind().label() + " at " + part.cause().place(),
                            UnitText.seconds(part.seconds()),
                            bar(part.seconds() / budget.seconds())));
        }
        table(rows);
    }

    private static String bar(double share) {
        return "#".repeat((int) Math.max(0, Math.min(40, Math.round(share * 40))));
    }

    private void writeRequirements(Plan plan) {
        section("requirements");
        List<List<String>> rows = new ArrayList<>();
        for (RequirementResult result : plan.results()) {
            boolean isStated = result.stated().line() > 0;
            if (isStated) {
                rows.add(
                        List.of(
                                RequirementText.of(result.stated().requirement()),
                                shown(result),
                                result.stated().because()));
            }
        }
        table(rows);
    }

    private static String shown(RequirementResult result) {
        if (Double.isInfinite(result.room())) {
            return result.isMet() ? "met" : "not met";
        }
        return RequirementText.amount(result.stated().requirement(), result.amount())
                + String.format(Locale.ROOT, " (%.0f%% left)", result.room() * 100);
    }

    private void writeBinding(Plan plan) {
        section(
                plan.binding().isEmpty()
                        ? "nothing binds: without any one requirement the plan is the same"
                        : "what binds: without it the plan would be another");
        for (Binding binding : plan.binding()) {
            add(
                    "  "
                            + RequirementText.of(binding.stated().requirement())
                            + (binding.dollarsSaved() > 0
                                    ? " costs "
                                            + UnitText.dollars(binding.dollarsSaved())
                                            + " a month"
                                    : "")
                            + "; instead "
                            + String.join("; ", binding.instead()));
        }
    }

    private void write(Sensitivity sensitivity) {
        section("what would change the plan");
        List<List<String>> rows = new ArrayList<>();
        List<Integer> today = report.search().placement().orElse(List.of());
        for (BreakEven each : sensitivity.breakEvens()) {
            if (each.kind() == BreakEven.Kind.STEP) {
                continue;
            }
            rows.add(
                    List.of(
                            each.parameter().label(),
                            ParameterText.of(each.parameter(), each.parameter().value())
                                    + " → "
                                    + ParameterText.of(each.parameter(), each.value()),
                            reason(each),
                            String.join("; ", report.differences(each.otherPlacement(), today))));
        }
        table(rows);
        SourceText.doubts(report.scenario(), sensitivity).forEach(each -> add("  " + each));
        long steps =
                sensitivity.breakEvens().stream()
                        .filter(each -> each.kind() == BreakEven.Kind.STEP)
                        .count();
        if (steps > 0) {
            add("  and " + steps + " where one machine more or less decides, with --json");
        }
        if (!sensitivity.skipped().isEmpty()) {
            add(
                    "  not tried, the search ended at its limit: "
                            + String.join(
                                    ", ",
                                    sensitivity.skipped().stream()
                                            .map(ScenarioParameter::label)
                                            .toList()));
        }
    }

    private static String reason(BreakEven breakEven) {
        return switch (breakEven.kind()) {
            case COST -> "both cost " + UnitText.dollars(breakEven.dollarsOther());
            case LIMIT -> "a requirement decides";
            case STEP -> "one machine more or less decides";
            case END -> "no plan fits beyond";
        };
    }

    private void write(PlacementFront front) {
        section(
                "Pareto front: "
                        + front.points().size()
                        + " placements"
                        + (front.isExact() ? "" : " of those that were looked at"));
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("cost a month", "latency", "energy", "age", "quality", "instead"));
        List<Integer> today = report.search().placement().orElse(List.of());
        front.points().stream()
                .limit(FRONT_SHOWN)
                .forEach(
                        point ->
                                rows.add(
                                        List.of(
                                                UnitText.dollars(point.dollarsPerMonth()),
                                                UnitText.number(point.latency()),
                                                UnitText.watts(point.watts()),
                                                UnitText.seconds(point.staleSeconds()),
                                                UnitText.number(point.quality()),
                                                String.join(
                                                        "; ",
                                                        report.differences(
                                                                point.placement(), today)))));
        table(rows);
        if (front.points().size() > FRONT_SHOWN) {
            add("  and " + (front.points().size() - FRONT_SHOWN) + " more, with --json");
        }
    }

    private void writeConsiderations(Plan plan) {
        for (Considerations considerations : plan.considerations()) {
            section(considerations.component());
            List<List<String>> rows = new ArrayList<>();
            considerations
                    .answers()
                    .forEach(each -> rows.add(List.of(each.consideration(), each.text())));
            considerations.origins().forEach(each -> rows.add(List.of("numbers", each)));
            table(rows);
        }
    }

    private void write(Conflict conflict) {
        if (conflict.requirements().isEmpty()) {
            section("no placement has a route for all that it sends");
            add("  → connect the sites that components may live at");
            return;
        }
        section(
                conflict.isMinimal()
                        ? "no placement fits: these contradict each other, and any of them could go"
                        : "no placement fits: these contradict each other");
        for (StatedRequirement stated : conflict.requirements()) {
            add(
                    "  "
                            + RequirementText.of(stated.requirement())
                            + (stated.line() > 0 ? " (line " + stated.line() + ")" : "")
                            + (stated.because().isEmpty() ? "" : ", because " + stated.because()));
        }
        section(
                conflict.relaxations().isEmpty()
                        ? "changing one of them is not enough"
                        : "cheapest change first");
        for (Conflict.Relaxation each : conflict.relaxations()) {
            add(
                    "  "
                            + change(each)
                            + "; then "
                            + String.join("; ", report.differences(each.placement(), List.of())));
        }
    }

    private static String change(Conflict.Relaxation relaxation) {
        Requirement requirement = relaxation.stated().requirement();
        return relaxation.limit().isEmpty()
                ? "without: " + RequirementText.of(requirement)
                : RequirementText.of(requirement)
                        + " → "
                        + RequirementText.amount(requirement, relaxation.limit().getAsDouble());
    }

    private void writeSearch() {
        add("");
        add(
                String.format(
                        Locale.ROOT,
                        "%s: %,.0f placements, %,d looked at",
                        report.search().isProved()
                                ? report.plan().isPresent() ? "proved optimal" : "proved"
                                : "not proved, the search ended at its limit",
                        report.search().placementCount(),
                        report.search().nodes()));
    }

    private void section(String heading) {
        add("");
        add(heading);
    }

    private void add(String line) {
        lines.add(line);
    }

    private void table(List<List<String>> rows) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder("  ");
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            add(line.toString().stripTrailing());
        }
    }
}
