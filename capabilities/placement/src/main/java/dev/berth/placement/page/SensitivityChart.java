package dev.berth.placement.page;

import dev.berth.charts.FactorChart;
import dev.berth.charts.FactorChart.Mark;
import dev.berth.charts.FactorChart.Row;
import dev.berth.placement.report.ParameterText;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.ScenarioParameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Plot of the break-evens, the nearest first.
final class SensitivityChart {
    /// Parameters beyond these are in the table alone.
    static final int ROWS_MAX = 14;

    /// In the order of the legend.
    private static final List<BreakEven.Kind> KINDS = List.of(BreakEven.Kind.values());

    private static final List<Double> ENDS = List.of(2.0, 4.0, 8.0, 16.0);

    private SensitivityChart() {}

    static FactorChart of(List<BreakEven> breakEvens) {
        Map<ScenarioParameter, List<BreakEven>> byParameter = new LinkedHashMap<>();
        for (BreakEven each : shown(breakEvens)) {
            byParameter.computeIfAbsent(each.parameter(), _ -> new ArrayList<>()).add(each);
        }
        List<List<BreakEven>> shown = byParameter.values().stream().limit(ROWS_MAX).toList();
        double most =
                shown.stream()
                        .flatMap(List::stream)
                        .mapToDouble(each -> Math.max(each.factor(), 1 / each.factor()))
                        .max()
                        .orElse(2);
        double end = ENDS.stream().filter(each -> each >= most).findFirst().orElse(ENDS.getLast());
        return new FactorChart(
                "Change after which another plan wins",
                "factor of today's value (logarithmic)",
                end,
                KINDS.stream().map(SensitivityChart::words).toList(),
                shown.stream().map(SensitivityChart::row).toList());
    }

    /// Without those where one machine decides, unless there are no others: they say little.
    static List<BreakEven> shown(List<BreakEven> breakEvens) {
        List<BreakEven> others =
                breakEvens.stream().filter(each -> each.kind() != BreakEven.Kind.STEP).toList();
        return others.isEmpty() ? breakEvens : others;
    }

    private static Row row(List<BreakEven> breakEvens) {
        List<BreakEven> rising =
                breakEvens.stream().sorted(Comparator.comparingDouble(BreakEven::factor)).toList();
        ScenarioParameter parameter = rising.getFirst().parameter();
        List<String> values = new ArrayList<>();
        rising.stream()
                .filter(each -> each.factor() < 1)
                .forEach(each -> values.add(ParameterText.of(parameter, each.value()) + " ←"));
        values.add(ParameterText.of(parameter, parameter.value()));
        rising.stream()
                .filter(each -> each.factor() >= 1)
                .forEach(each -> values.add("→ " + ParameterText.of(parameter, each.value())));
        return new Row(
                parameter.label(),
                String.join(" ", values),
                rising.stream()
                        .map(each -> new Mark(each.factor(), KINDS.indexOf(each.kind())))
                        .toList());
    }

    static String words(BreakEven.Kind kind) {
        return switch (kind) {
            case COST -> "both plans cost the same";
            case LIMIT -> "a requirement decides";
            case STEP -> "one machine more or less decides";
            case END -> "no plan fits beyond";
        };
    }
}
