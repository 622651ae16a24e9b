package dev.berth.placement.report;

import dev.berth.placement.scenario.NumberSource;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.BreakEven;
import dev.berth.placement.search.ScenarioParameter;
import dev.berth.placement.search.SensitivitySearch.Sensitivity;
import java.util.List;
import java.util.Optional;

/// Words for the sources of numbers, and for the doubt that error bars leave.
public final class SourceText {
    private SourceText() {}

    /// The value, with its error bar if it has one.
    public static String value(NumberSource source) {
        String bar =
                source.low() < source.high()
                        ? " ("
                                + number(source, source.low())
                                + " to "
                                + number(source, source.high())
                                + ")"
                        : "";
        return number(source, source.value()) + bar;
    }

    private static String number(NumberSource source, double value) {
        return source.quantity() == NumberSource.Quantity.SPEED
                ? UnitText.number(value)
                : UnitText.bytes(value);
    }

    /// The kind and the file.
    public static String origin(NumberSource source) {
        return source.kind().label() + (source.text().isEmpty() ? "" : ": " + source.text());
    }

    /// Break-evens of speeds that lie within the error bar of the speed: there the plan is not
    /// certain.
    public static List<String> doubts(Scenario scenario, Sensitivity sensitivity) {
        return sensitivity.breakEvens().stream()
                .filter(each -> isWithinErrorBar(scenario, each))
                .map(
                        each ->
                                "warning: "
                                        + each.parameter().label()
                                        + " is "
                                        + scenario.findSpeed(each.parameter().name())
                                                .map(SourceText::value)
                                                .orElse("")
                                        + ", and another plan is the best from "
                                        + UnitText.number(each.value())
                                        + "; measure the component there with `berth bench`")
                .toList();
    }

    /// Whether a number may as well be that of the break-even.
    public static boolean isWithinErrorBar(Scenario scenario, BreakEven breakEven) {
        Optional<NumberSource> source =
                breakEven.parameter().kind() == ScenarioParameter.Kind.SITE_SPEED
                        ? scenario.findSpeed(breakEven.parameter().name())
                        : Optional.empty();
        return source.filter(each -> each.covers(breakEven.value())).isPresent();
    }
}
