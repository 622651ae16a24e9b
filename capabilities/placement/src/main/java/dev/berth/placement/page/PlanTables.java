package dev.berth.placement.page;

import dev.berth.charts.page.PageWriter;
import dev.berth.charts.page.PageWriter.Column;
import dev.berth.charts.page.PageWriter.Piece;
import dev.berth.placement.report.Considerations;
import dev.berth.placement.report.ParameterText;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.Plan.Binding;
import dev.berth.placement.report.Plan.RequirementResult;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.RequirementText;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.Conflict;
import dev.berth.placement.search.PlacementFront;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// Tables of a plan.
final class PlanTables {
    /// Rows of a front that a page shows.
    static final int FRONT_MAX = 60;

    private final PlanReport report;
    private final PageWriter page;
    private final List<Integer> today;

    PlanTables(PlanReport report, PageWriter page) {
        this.report = report;
        this.page = page;
        this.today = report.search().placement().orElse(List.of());
    }

    static List<Piece> cell(String text) {
        return text.isEmpty() ? List.of() : List.of(Piece.of(text));
    }

    void placements(Plan plan) {
        page.table(
                "The plan.",
                List.of(Column.text("component"), Column.text("mode, site and variant")),
                plan.options().stream()
                        .map(each -> List.of(cell(each.component()), cell(each.label())))
                        .toList());
    }

    void requirements(Plan plan) {
        page.table(
                "Requirements under the plan, and the room that is left of each limit. Those that"
                        + " bind are marked: without them another plan would be best.",
                List.of(
                        Column.text("requirement"),
                        Column.number("amount"),
                        Column.number("limit"),
                        Column.number("room"),
                        Column.text("because")),
                plan.results().stream()
                        .filter(each -> each.stated().line() > 0)
                        .map(each -> requirement(plan, each))
                        .toList());
    }

    private static List<List<Piece>> requirement(Plan plan, RequirementResult result) {
        StatedRequirement stated = result.stated();
        boolean isBinding = plan.binding().stream().anyMatch(each -> each.stated().equals(stated));
        boolean isNumber = Double.isFinite(result.room());
        List<Piece> name = new ArrayList<>();
        name.add(Piece.of(RequirementText.subject(stated.requirement())));
        if (isBinding) {
            name.add(new Piece("binds", "mark binds"));
        }
        return List.of(
                name,
                cell(
                        isNumber
                                ? RequirementText.amount(stated.requirement(), result.amount())
                                : result.isMet() ? "met" : "not met"),
                cell(isNumber ? RequirementText.amount(stated.requirement(), result.limit()) : ""),
                cell(isNumber ? String.format(Locale.ROOT, "%.0f%%", result.room() * 100) : ""),
                cell(stated.because()));
    }

    void binding(Plan plan) {
        if (plan.binding().isEmpty()) {
            page.element(
                    "p", "", "Nothing binds: without any one requirement the plan is the same.");
            return;
        }
        page.table(
                "What binds, what it costs, and the plan without it.",
                List.of(
                        Column.text("requirement"),
                        Column.number("costs a month"),
                        Column.text("plan without it")),
                plan.binding().stream().map(PlanTables::binding).toList());
    }

    private static List<List<Piece>> binding(Binding binding) {
        return List.of(
                cell(RequirementText.of(binding.stated().requirement())),
                cell(UnitText.dollars(binding.dollarsSaved())),
                cell(String.join("; ", binding.instead())));
    }

    void front(PlacementFront front) {
        List<List<List<Piece>>> rows = new ArrayList<>();
        for (int i = 0; i < Math.min(FRONT_MAX, front.points().size()); i++) {
            PlacementFront.Point point = front.points().get(i);
            List<String> changes = report.differences(point.placement(), today);
            rows.add(
                    List.of(
                            cell(String.valueOf(i + 1)),
                            cell(UnitText.dollars(point.dollarsPerMonth())),
                            cell(UnitText.number(point.latency())),
                            cell(UnitText.watts(point.watts())),
                            cell(UnitText.seconds(point.staleSeconds())),
                            cell(UnitText.number(point.quality())),
                            changes.isEmpty()
                                    ? List.of(new Piece("the plan", "mark chosen"))
                                    : cell(String.join("; ", changes))));
        }
        int more = front.points().size() - rows.size();
        page.table(
                "The front: placements that no other beats in everything"
                        + (front.isExact() ? "" : ", of those that were looked at")
                        + (more > 0 ? "; the first, " + more + " more are in the JSON" : "")
                        + ".",
                List.of(
                        Column.text("number"),
                        Column.number("cost a month"),
                        Column.number("latency over limits"),
                        Column.number("energy"),
                        Column.number("age"),
                        Column.number("quality"),
                        Column.text("instead of the plan")),
                rows);
    }

    void breakEvens(List<BreakEven> breakEvens) {
        page.table(
                "Break-evens: the value at which another plan wins, the smallest change first; then"
                        + " those where one machine more or less decides.",
                List.of(
                        Column.text("number"),
                        Column.number("now"),
                        Column.number("break-even"),
                        Column.text("why"),
                        Column.text("then")),
                breakEvens.stream()
                        .sorted(Comparator.comparing(each -> each.kind() == BreakEven.Kind.STEP))
                        .map(this::breakEven)
                        .toList());
    }

    private List<List<Piece>> breakEven(BreakEven each) {
        return List.of(
                cell(each.parameter().label()),
                cell(ParameterText.of(each.parameter(), each.parameter().value())),
                cell(ParameterText.of(each.parameter(), each.value())),
                cell(SensitivityChart.words(each.kind())),
                cell(
                        each.kind() == BreakEven.Kind.END
                                ? "no plan"
                                : String.join(
                                        "; ", report.differences(each.otherPlacement(), today))));
    }

    void considerations(Considerations considerations) {
        page.table(
                considerations.component() + ", the eight considerations.",
                List.of(Column.text("consideration"), Column.text("answer")),
                considerations.answers().stream()
                        .map(each -> List.of(cell(each.consideration()), cell(each.text())))
                        .toList());
    }

    void conflict(Conflict conflict) {
        page.table(
                conflict.isMinimal()
                        ? "Requirements that contradict each other; any of them could go."
                        : "Requirements that contradict each other.",
                List.of(Column.text("requirement"), Column.number("line"), Column.text("because")),
                conflict.requirements().stream()
                        .map(
                                each ->
                                        List.of(
                                                cell(RequirementText.of(each.requirement())),
                                                cell(
                                                        each.line() > 0
                                                                ? String.valueOf(each.line())
                                                                : ""),
                                                cell(
                                                        each.line() > 0
                                                                ? each.because()
                                                                : "follows from the site or link")))
                        .toList());
    }

    void relaxations(Conflict conflict) {
        if (conflict.relaxations().isEmpty()) {
            page.element("p", "", "Changing a single one of them is not enough.");
            return;
        }
        page.table(
                "Changes after which all requirements can be met, the smallest first.",
                List.of(
                        Column.text("change"),
                        Column.number("relative to the limit"),
                        Column.text("plan then")),
                conflict.relaxations().stream()
                        .map(
                                each ->
                                        List.of(
                                                cell(ConflictText.change(each)),
                                                cell(ConflictText.size(each)),
                                                cell(
                                                        String.join(
                                                                "; ",
                                                                report.differences(
                                                                        each.placement(),
                                                                        List.of())))))
                        .toList());
    }
}
