package dev.berth.evaluation.report;

import dev.berth.scoring.prediction.Subject;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Result of one evaluation: the quality of a model or endpoint on one data set.
///
/// Deterministic: the same model, data, options and version of Berth give the same report, but for
/// [Provenance#date], [Provenance#machine] and [#timing].
///
/// @param name of the evaluation, as its file is called without the ending
/// @param slices the first is [SliceResult#ALL], with all evaluated rows
/// @param fairness for each declared column
/// @param foundSlices slices that a search found to be worse than the rest, the worst first
/// @param robustness for each declared perturbation
/// @param explanations how outputs depend on inputs
/// @param templates for each set of sentences with terms swapped in
/// @param findings warnings, in the order of their kinds
/// @param timing empty in a report whose bytes are compared
public record EvaluationReport(
        String name,
        Subject subject,
        Task task,
        Provenance provenance,
        RowCounts rows,
        List<SliceResult> slices,
        List<GroupFairness> fairness,
        List<FoundSlice> foundSlices,
        List<Robustness> robustness,
        List<Explanation> explanations,
        List<TemplateResult> templates,
        List<Finding> findings,
        Optional<Timing> timing) {

    /// The version of the form as JSON. It grows when readers of an earlier one would misunderstand
    /// a file.
    public static final long FORMAT = 1;

    public EvaluationReport {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("name is empty (expected: that of the evaluation)");
        }
        if (slices.isEmpty() || !slices.getFirst().name().equals(SliceResult.ALL)) {
            throw new IllegalArgumentException(
                    "slices: "
                            + slices.size()
                            + " (expected: the first is "
                            + SliceResult.ALL
                            + ")");
        }
        slices = List.copyOf(slices);
        fairness = List.copyOf(fairness);
        foundSlices = List.copyOf(foundSlices);
        robustness = List.copyOf(robustness);
        explanations = List.copyOf(explanations);
        templates = List.copyOf(templates);
        findings = List.copyOf(findings);
    }

    /// A report without findings.
    public EvaluationReport(
            String name,
            Subject subject,
            Task task,
            Provenance provenance,
            RowCounts rows,
            List<SliceResult> slices,
            List<GroupFairness> fairness,
            List<FoundSlice> foundSlices,
            List<Robustness> robustness,
            List<Explanation> explanations,
            List<TemplateResult> templates,
            Optional<Timing> timing) {
        this(
                name,
                subject,
                task,
                provenance,
                rows,
                slices,
                fairness,
                foundSlices,
                robustness,
                explanations,
                templates,
                List.of(),
                timing);
    }

    /// The result of all evaluated rows.
    public SliceResult all() {
        return slices.getFirst();
    }

    public Optional<SliceResult> findSlice(String slice) {
        return slices.stream().filter(each -> each.name().equals(slice)).findFirst();
    }

    /// The metric of a slice; empty if there is no such slice or metric. It may be undefined.
    public Optional<MetricValue> findMetric(String slice, String metric) {
        return findSlice(slice).flatMap(result -> result.find(metric));
    }

    /// The same with the results of further analyses, which replace those that are there.
    public EvaluationReport with(
            List<GroupFairness> fairness,
            List<FoundSlice> foundSlices,
            List<Robustness> robustness,
            List<Explanation> explanations,
            List<TemplateResult> templates) {
        return new EvaluationReport(
                name,
                subject,
                task,
                provenance,
                rows,
                slices,
                fairness,
                foundSlices,
                robustness,
                explanations,
                templates,
                findings,
                timing);
    }

    /// The same with more findings.
    public EvaluationReport withFindings(List<Finding> more) {
        List<Finding> all =
                Stream.concat(findings.stream(), more.stream())
                        .sorted(Comparator.comparing(Finding::kind))
                        .toList();
        return new EvaluationReport(
                name,
                subject,
                task,
                provenance,
                rows,
                slices,
                fairness,
                foundSlices,
                robustness,
                explanations,
                templates,
                all,
                timing);
    }

    /// The part that depends on the model, the data and the options alone: without date, machine,
    /// version of Berth and timing. Two runs of one evaluation are equal in it.
    public EvaluationReport reproducible() {
        return new EvaluationReport(
                name,
                subject,
                task,
                provenance.reproducible(),
                rows,
                slices,
                fairness,
                foundSlices,
                robustness,
                explanations,
                templates,
                findings,
                Optional.empty());
    }
}
