package dev.berth.placement.page;

import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.ParameterText;
import dev.berth.placement.report.Plan;
import dev.berth.placement.report.Plan.Binding;
import dev.berth.placement.report.PlanReport;
import dev.berth.placement.report.RequirementText;
import dev.berth.placement.report.UnitText;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.Conflict;
import dev.berth.placement.search.SearchResult;
import dev.berth.placement.search.SensitivitySearch.Sensitivity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The answer of a report in two sentences.
final class AnswerText {
    /// Components that a sentence names; more are counted.
    private static final int NAMES_MAX = 8;

    private AnswerText() {}

    /// Where components live and what that costs; what binds and what is the nearest change.
    static List<String> of(PlanReport report) {
        return switch (report.result()) {
            case PlanReport.Result.Found found ->
                    List.of(
                            place(found.plan(), report.search()),
                            limits(found.plan(), found.sensitivity()));
            case PlanReport.Result.Infeasible(Conflict conflict) -> conflict(conflict);
        };
    }

    private static String place(Plan plan, SearchResult search) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (PlacementOption option : plan.options()) {
            names.computeIfAbsent(where(option), _ -> new ArrayList<>()).add(option.component());
        }
        List<String> parts = new ArrayList<>();
        names.forEach(
                (where, components) ->
                        parts.add(
                                named(components)
                                        + (components.size() == 1 ? " is " : " are ")
                                        + where));
        return String.join("; ", parts)
                + String.format(
                        Locale.ROOT,
                        ": this costs %s a month, %s a user, the least of %,.0f placements that meets every"
                                + " requirement%s.",
                        UnitText.dollars(plan.dollarsPerMonth()),
                        UnitText.dollars(plan.dollarsPerUserMonth()),
                        search.placementCount(),
                        search.isProved() ? "" : " as far as they were looked at");
    }

    private static String named(List<String> names) {
        int more = names.size() - NAMES_MAX;
        List<String> shown = names.stream().limit(more > 1 ? NAMES_MAX : names.size()).toList();
        if (more > 1) {
            return String.join(", ", shown) + " and " + more + " more";
        }
        return shown.size() < 2
                ? shown.getFirst()
                : String.join(", ", shown.subList(0, shown.size() - 1)) + " and " + shown.getLast();
    }

    private static String where(PlacementOption option) {
        String site = option.site();
        Optional<String> second =
                option.second()
                        .map(PlacementOption.Second::site)
                        .filter(other -> !other.equals(site));
        return switch (option.mode()) {
            case STATIC -> "in the product at " + site;
            case CLIENT -> "downloaded to " + site;
            case SERVER -> "on servers at " + site;
            case CACHED ->
                    "cached at "
                            + site
                            + second.map(other -> " with misses at " + other).orElse("");
            case HYBRID -> "a hybrid of " + site + second.map(other -> " and " + other).orElse("");
            case CUT -> "cut between " + site + second.map(other -> " and " + other).orElse("");
        };
    }

    private static String limits(Plan plan, Sensitivity sensitivity) {
        var text = new StringBuilder();
        if (plan.binding().isEmpty()) {
            text.append("No single requirement binds");
        } else {
            Binding binding = plan.binding().getFirst();
            text.append("What binds most is “");
            text.append(RequirementText.of(binding.stated().requirement())).append('”');
            if (binding.dollarsSaved() > 0) {
                text.append(", which costs ").append(UnitText.dollars(binding.dollarsSaved()));
                text.append(" a month");
            }
        }
        SensitivityChart.shown(sensitivity.breakEvens()).stream()
                .findFirst()
                .ifPresent(
                        nearest ->
                                text.append(", and the nearest change that alters the plan is ")
                                        .append(change(nearest)));
        return text.append('.').toString();
    }

    private static String change(BreakEven nearest) {
        return nearest.parameter().label()
                + " from "
                + ParameterText.of(nearest.parameter(), nearest.parameter().value())
                + " to "
                + ParameterText.of(nearest.parameter(), nearest.value());
    }

    private static List<String> conflict(Conflict conflict) {
        if (conflict.requirements().isEmpty()) {
            return List.of(
                    "No placement has a route for all that it sends.",
                    "Connect the sites that components may live at.");
        }
        int count = conflict.requirements().size();
        String first =
                count == 1
                        ? "No placement meets “"
                                + RequirementText.of(
                                        conflict.requirements().getFirst().requirement())
                                + "”."
                        : "No placement meets all requirements: "
                                + count
                                + " of them contradict each other"
                                + (conflict.isMinimal()
                                        ? ", and without any one they do not."
                                        : ".");
        return List.of(
                first,
                conflict.relaxations().isEmpty()
                        ? "No change of a single one of them is enough."
                        : "The smallest change that is enough: "
                                + ConflictText.change(conflict.relaxations().getFirst())
                                + ".");
    }
}
