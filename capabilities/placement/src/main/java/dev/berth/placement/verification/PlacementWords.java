package dev.berth.placement.verification;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.placement.model.PlacementModel;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.search.BranchAndBound;
import dev.berth.placement.search.FrontSearch;
import dev.berth.placement.search.PlacementFront;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Placements named by words: the number of a row of the Pareto front, or `component=option` with
/// the option in the words of a plan, for what differs from the cheapest placement.
public final class PlacementWords {
    /// Nodes of the search for the front, as many as for a plan's.
    private static final long FRONT_NODES_MAX = 20_000;

    private final PlacementModel model;

    private PlacementWords(PlacementModel model) {
        this.model = model;
    }

    public static PlacementWords of(Scenario scenario) {
        return new PlacementWords(PlacementModel.of(scenario));
    }

    /// The cheapest placement that meets all requirements; empty if none does.
    public Optional<List<Integer>> cheapest() {
        return BranchAndBound.cheapest(model).placement();
    }

    /// The placement that words name.
    ///
    /// @param words at least one
    /// @param cheapest the placement that is changed
    /// @throws ProblemException `usage` if they name none
    public List<Integer> parse(List<String> words, List<Integer> cheapest) {
        if (words.size() == 1 && words.getFirst().matches("[0-9]{1,6}")) {
            return ofFront(Integer.parseInt(words.getFirst()), cheapest);
        }
        List<Integer> placement = new ArrayList<>(cheapest);
        for (String each : words) {
            int equals = each.indexOf('=');
            if (equals < 0) {
                throw usage(
                        "--against '" + SanitizedText.of(each) + "'",
                        "write the number of a row of the Pareto front, or COMPONENT=OPTION with the"
                                + " words of a plan");
            }
            int component = component(each.substring(0, equals).strip());
            placement.set(component, option(component, each.substring(equals + 1).strip()));
        }
        return placement;
    }

    private List<Integer> ofFront(int number, List<Integer> cheapest) {
        PlacementFront front = FrontSearch.search(model, cheapest, FRONT_NODES_MAX);
        int rows = front.points().size();
        if (number < 1 || number > rows) {
            throw usage(
                    "--against " + number + " (expected: 1 to " + rows + ", a row of the front)",
                    "see the Pareto front in `berth plan` without --verify");
        }
        return front.points().get(number - 1).placement();
    }

    private int component(String name) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < model.componentCount(); i++) {
            names.add(model.option(i, 0).component());
        }
        if (!names.contains(name)) {
            throw usage(
                    "--against names no component '"
                            + SanitizedText.of(name)
                            + "'"
                            + NearestName.hint(name, names),
                    "name one of " + String.join(", ", names));
        }
        return names.indexOf(name);
    }

    private int option(int component, String label) {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < model.optionCount(component); i++) {
            labels.add(model.option(component, i).label());
        }
        if (!labels.contains(label)) {
            throw usage(
                    "'"
                            + model.option(component, 0).component()
                            + "' has no option '"
                            + SanitizedText.of(label)
                            + "'"
                            + NearestName.hint(label, labels),
                    "write one of: " + String.join("; ", labels));
        }
        return labels.indexOf(label);
    }

    private static ProblemException usage(String message, String remedy) {
        return new ProblemException(ProblemCode.USAGE, message, remedy);
    }
}
