package dev.berth.endpoint.compile;

import dev.berth.core.endpoint.EndpointDescription;
import dev.berth.core.endpoint.GraphStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Sum of the timeouts of consecutive steps, which must not exceed the endpoint's. Otherwise the
/// last of them would never have the time that its description promises.
final class StepBudget {
    private StepBudget() {}

    /// Steps that follow each other, as long as their timeouts together.
    private record StepPath(List<GraphStep> steps, Duration duration) {
        static final StepPath NONE = new StepPath(List.of(), Duration.ZERO);

        StepPath then(GraphStep step) {
            if (step.timeout().isEmpty()) {
                return this;
            }
            List<GraphStep> longer = new ArrayList<>(steps);
            longer.add(step);
            return new StepPath(longer, duration.plus(step.timeout().get()));
        }
    }

    /// Notes the longest way if it is too long.
    ///
    /// @param order each step after those that it reads
    static void check(
            EndpointDescription description, List<GraphStep> order, CompilationErrors errors) {
        Map<String, StepPath> ways = new HashMap<>();
        StepPath longest = StepPath.NONE;
        for (GraphStep step : order) {
            StepPath before =
                    StepOrder.reads(step, List.copyOf(ways.keySet())).stream()
                            .map(name -> ways.getOrDefault(name, StepPath.NONE))
                            .max(Comparator.comparing(StepPath::duration))
                            .orElse(StepPath.NONE);
            StepPath strategy = before.then(step);
            ways.put(step.name(), strategy);
            longest = strategy.duration().compareTo(longest.duration()) > 0 ? strategy : longest;
        }
        if (longest.duration().compareTo(description.timeout()) > 0) {
            note(longest, description.timeout(), errors);
        }
    }

    private static void note(StepPath strategy, Duration timeout, CompilationErrors errors) {
        GraphStep last = strategy.steps().getLast();
        boolean isOne = strategy.steps().size() == 1;
        errors.add(
                last.location(),
                last.pointer(),
                (isOne ? "step " : "steps ")
                        + strategy.steps().stream()
                                .map(step -> "'" + step.name() + "'")
                                .collect(Collectors.joining(", then "))
                        + (isOne ? " with a timeout of " : " with timeouts that add up to ")
                        + strategy.duration().toMillis()
                        + " ms",
                "at most the "
                        + timeout.toMillis()
                        + " ms that the endpoint may take (`limits.timeout`)",
                "give the steps less, or the endpoint more");
    }
}
