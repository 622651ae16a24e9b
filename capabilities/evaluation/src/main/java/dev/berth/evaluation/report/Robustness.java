package dev.berth.evaluation.report;

import java.util.List;

/// Change of quality under one perturbation of the inputs.
///
/// @param perturbation its name, such as `typos`
/// @param description with its parameters, such as `2 % of the letters of text`
/// @param rows that were predicted again
public record Robustness(String perturbation, String description, long rows, List<Change> changes) {
    public Robustness {
        changes = List.copyOf(changes);
    }

    /// One metric without and with the perturbation, on the same rows.
    ///
    /// @param difference perturbed less original, with a paired interval
    public record Change(MetricValue original, MetricValue perturbed, MetricValue difference) {}
}
