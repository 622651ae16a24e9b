package dev.berth.placement.report;

import dev.berth.placement.model.PlacementOption;
import dev.berth.placement.report.PlanReport.Result;
import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.StatedRequirement;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.Conflict;
import dev.berth.placement.search.PlacementFront;
import dev.berth.placement.search.SearchResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reports as JSON's values, in SI units and dollars.
public final class PlainPlan {
    /// The version of the form.
    private static final long FORMAT = 1;

    private final PlanReport report;
    private final List<Integer> today;

    private PlainPlan(PlanReport report) {
        this.report = report;
        this.today = report.search().placement().orElse(List.of());
    }

    /// The report as maps, lists, texts and numbers.
    public static Map<String, @Nullable Object> of(PlanReport report) {
        return new PlainPlan(report).plain();
    }

    private Map<String, @Nullable Object> plain() {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("format", FORMAT);
        plain.put("scenario", report.scenario().name());
        plain.put("summary", report.scenario().summary());
        plain.put("sources", list(report.scenario().sources(), PlainPlan::source));
        plain.put("search", search(report.search()));
        switch (report.result()) {
            case Result.Found found -> {
                plain.put("plan", plan(found.plan()));
                plain.put("sensitivity", list(found.sensitivity().breakEvens(), this::breakEven));
                plain.put("notTried", list(found.sensitivity().skipped(), each -> each.label()));
                plain.put("front", front(found.front()));
            }
            case Result.Infeasible(Conflict conflict) -> plain.put("conflict", conflict(conflict));
        }
        return plain;
    }

    private static <T> List<@Nullable Object> list(
            List<T> items, Function<T, @Nullable Object> form) {
        List<@Nullable Object> list = new ArrayList<>();
        items.forEach(item -> list.add(form.apply(item)));
        return list;
    }

    /// JSON has no infinite numbers.
    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private static Map<String, @Nullable Object> search(SearchResult search) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("placements", search.placementCount());
        plain.put("nodes", search.nodes());
        plain.put("proved", search.isProved());
        return plain;
    }

    private Map<String, @Nullable Object> plan(Plan plan) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("components", list(plan.options(), PlainPlan::option));
        plain.put("dollarsPerMonth", plan.dollarsPerMonth());
        plain.put("dollarsPerUserMonth", plan.dollarsPerUserMonth());
        plain.put("costs", list(plan.costs(), PlainPlan::cost));
        plain.put("sites", list(plan.sites(), PlainPlan::site));
        plain.put("links", list(plan.links(), PlainPlan::link));
        plain.put("flows", list(plan.flows(), PlainPlan::flow));
        plain.put("requirements", list(plan.results(), PlainPlan::result));
        plain.put("binding", list(plan.binding(), PlainPlan::binding));
        plain.put("budgets", list(plan.budgets(), PlainPlan::budget));
        plain.put("considerations", list(plan.considerations(), PlainPlan::considerations));
        return plain;
    }

    private static Map<String, @Nullable Object> option(PlacementOption option) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("component", option.component());
        plain.put("mode", option.mode().label());
        plain.put("variant", option.variant());
        plain.put("site", option.site());
        option.second()
                .ifPresent(
                        second -> {
                            plain.put("secondVariant", second.variant());
                            plain.put("secondSite", second.site());
                            plain.put("secondShare", second.share());
                        });
        option.parameter().ifPresent(value -> plain.put("parameter", value));
        option.quality().ifPresent(value -> plain.put("quality", value));
        plain.put("staleSeconds", option.staleSeconds());
        plain.put("label", option.label());
        return plain;
    }

    private static Map<String, @Nullable Object> cost(Plan.CostPart part) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("kind", part.kind());
        plain.put("place", part.place());
        plain.put("dollarsPerMonth", part.dollarsPerMonth());
        return plain;
    }

    private static Map<String, @Nullable Object> site(Plan.SiteUse use) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("site", use.site());
        plain.put("machines", use.machines());
        plain.put("utilisation", use.utilisation());
        plain.put("memoryBytes", use.memoryBytes());
        plain.put("storageBytes", use.storageBytes());
        plain.put("watts", use.watts());
        return plain;
    }

    private static Map<String, @Nullable Object> link(Plan.LinkUse use) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("link", use.link());
        plain.put("bytesPerSecond", use.bytesPerSecond());
        plain.put("utilisation", use.utilisation());
        plain.put("bytesPerMonth", use.bytesPerMonth());
        plain.put("packageBytesPerMonth", use.packageBytesPerMonth());
        return plain;
    }

    private static Map<String, @Nullable Object> flow(Plan.FlowLatency flow) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("flow", flow.flow());
        plain.put("p50Seconds", flow.p50());
        plain.put("p95Seconds", flow.p95());
        plain.put("p99Seconds", flow.p99());
        return plain;
    }

    private static Map<String, @Nullable Object> stated(StatedRequirement stated) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("requirement", RequirementText.of(stated.requirement()));
        plain.put("line", (long) stated.line());
        if (!stated.because().isEmpty()) {
            plain.put("because", stated.because());
        }
        return plain;
    }

    private static Map<String, @Nullable Object> result(Plan.RequirementResult result) {
        Map<String, @Nullable Object> plain = stated(result.stated());
        plain.put("amount", finite(result.amount()));
        plain.put("limit", result.limit());
        plain.put("met", result.isMet());
        plain.put("room", finite(result.room()));
        return plain;
    }

    private static Map<String, @Nullable Object> binding(Plan.Binding binding) {
        Map<String, @Nullable Object> plain = stated(binding.stated());
        plain.put("amount", finite(binding.amount()));
        plain.put("dollarsSaved", binding.dollarsSaved());
        plain.put("instead", binding.instead());
        return plain;
    }

    private static Map<String, @Nullable Object> budget(Plan.Budget budget) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("flow", budget.flow());
        plain.put("percentile", budget.percentile());
        plain.put("seconds", budget.seconds());
        plain.put(
                "parts",
                list(
                        budget.parts(),
                        part -> {
                            Map<String, @Nullable Object> each = new LinkedHashMap<>();
                            each.put("subject", part.cause().subject());
                            each.put("cause", part.cause().kind().label());
                            each.put("place", part.cause().place());
                            each.put("seconds", part.seconds());
                            return each;
                        }));
        return plain;
    }

    private static Map<String, @Nullable Object> considerations(Considerations considerations) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("component", considerations.component());
        considerations
                .answers()
                .forEach(answer -> plain.put(answer.consideration(), answer.text()));
        plain.put("origins", considerations.origins());
        return plain;
    }

    private static Map<String, @Nullable Object> source(NumberSource source) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("subject", source.subject());
        plain.put("quantity", source.quantity().name().toLowerCase(Locale.ROOT));
        plain.put("value", source.value());
        plain.put("low", source.low());
        plain.put("high", source.high());
        plain.put("origin", SourceText.origin(source));
        return plain;
    }

    private Map<String, @Nullable Object> breakEven(BreakEven breakEven) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("parameter", breakEven.parameter().label());
        plain.put("today", breakEven.parameter().value());
        plain.put("factor", breakEven.factor());
        plain.put("value", breakEven.value());
        plain.put("kind", breakEven.kind().name().toLowerCase(Locale.ROOT));
        plain.put("dollarsToday", finite(breakEven.dollarsToday()));
        plain.put("dollarsOther", finite(breakEven.dollarsOther()));
        plain.put("withinErrorBar", SourceText.isWithinErrorBar(report.scenario(), breakEven));
        plain.put("instead", report.differences(breakEven.otherPlacement(), today));
        return plain;
    }

    private Map<String, @Nullable Object> front(PlacementFront front) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("exact", front.isExact());
        plain.put(
                "points",
                list(
                        front.points(),
                        point -> {
                            Map<String, @Nullable Object> each = new LinkedHashMap<>();
                            each.put("dollarsPerMonth", point.dollarsPerMonth());
                            each.put("latency", point.latency());
                            each.put("watts", point.watts());
                            each.put("staleSeconds", point.staleSeconds());
                            each.put("quality", point.quality());
                            each.put("placement", report.differences(point.placement(), List.of()));
                            return each;
                        }));
        return plain;
    }

    private Map<String, @Nullable Object> conflict(Conflict conflict) {
        Map<String, @Nullable Object> plain = new LinkedHashMap<>();
        plain.put("requirements", list(conflict.requirements(), PlainPlan::stated));
        plain.put("minimal", conflict.isMinimal());
        plain.put(
                "relaxations",
                list(
                        conflict.relaxations(),
                        relaxation -> {
                            Map<String, @Nullable Object> each = stated(relaxation.stated());
                            each.put(
                                    "limit",
                                    relaxation.limit().isPresent()
                                            ? finite(relaxation.limit().getAsDouble())
                                            : null);
                            each.put("change", finite(relaxation.change()));
                            each.put(
                                    "placement",
                                    report.differences(relaxation.placement(), List.of()));
                            return each;
                        }));
        return plain;
    }
}
