package dev.berth.placement.page;

import dev.berth.charts.page.PageWriter.Piece;
import dev.berth.placement.scenario.Component;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Variant;
import dev.berth.placement.scenario.Variant.Origin;
import java.util.List;

/// Origins of numbers in words; assumed ones are marked.
final class OriginText {
    private OriginText() {}

    /// Differs by sign and frame as well as by colour.
    static Piece mark(Origin origin) {
        return switch (origin) {
            case Origin.Profile _ -> new Piece("● " + origin.text(), "origin measured");
            case Origin.Declared _ -> new Piece("◐ " + origin.text(), "origin declared");
            case Origin.Assumed _ -> new Piece("○ " + origin.text(), "origin assumed");
        };
    }

    /// How many variants have assumed numbers.
    static String count(Scenario scenario) {
        List<Variant> all =
                scenario.components().stream()
                        .map(Component::variants)
                        .flatMap(List::stream)
                        .toList();
        long assumed = all.stream().filter(each -> each.origin() instanceof Origin.Assumed).count();
        return assumed == 0
                ? "No number of a variant is assumed."
                : "The numbers of "
                        + assumed
                        + " of "
                        + all.size()
                        + " variants are assumed: the plan is as good as they are.";
    }
}
