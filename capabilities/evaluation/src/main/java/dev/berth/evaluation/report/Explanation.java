package dev.berth.evaluation.report;

import java.util.List;

/// Dependence of an output on the inputs, estimated through predictions alone.
///
/// @param method such as `permutation-importance`, `partial-dependence` or `shapley`
/// @param output whose value is explained
/// @param rows that were used
/// @param importances one for each input, the most important first
/// @param dependences partial dependences; empty for other methods
public record Explanation(
        String method,
        String output,
        long rows,
        List<Importance> importances,
        List<Dependence> dependences) {
    public Explanation {
        importances = List.copyOf(importances);
        dependences = List.copyOf(dependences);
    }

    /// Importance of one input, in the unit of the method.
    public record Importance(String input, MetricValue value) {}

    /// Mean output for values of one input.
    public record Dependence(String input, List<Point> points) {
        public Dependence {
            points = List.copyOf(points);
        }
    }

    /// Mean output where the input has one value.
    ///
    /// @param input the value: a number, or a category
    public record Point(String input, MetricValue output) {}
}
