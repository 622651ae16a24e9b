package dev.berth.evaluation.slicesearch;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.description.SearchSettings;
import dev.berth.evaluation.finding.LeakageSearch;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.FoundSlice;
import dev.berth.evaluation.sample.RowSample;
import dev.berth.evaluation.significance.PValueText;
import dev.berth.evaluation.task.LabelNumber;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Search of an evaluation for slices that are worse and for columns that leak the label.
///
/// @param <O> outcome of a unit
public final class SearchAnalysis<O> implements UnitAnalysis<O> {
    private static final String ERROR_RATE = "error-rate";

    private final List<String> columns;
    private final Set<String> inputs;
    private final TaskEvaluation<O> task;
    private final Optional<LabelNumber<O>> label;
    private final SearchSettings settings;
    private final RowSample sample;
    private final @Nullable Object[] values;
    private boolean isError = true;

    /// @param columns to divide rows by
    /// @param inputs columns that the model sees, which alone can leak
    public SearchAnalysis(
            List<String> columns,
            Set<String> inputs,
            TaskEvaluation<O> task,
            SearchSettings settings) {
        this.columns = List.copyOf(columns);
        this.inputs = Set.copyOf(inputs);
        this.task = task;
        this.label = task.labelNumber();
        this.settings = settings;
        sample = new RowSample(columns);
        values = new @Nullable Object[columns.size()];
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public void accept(List<PredictedRow> unit, O outcome, double weight) {
        DataRow row = unit.getFirst().row();
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row, columns.get(i));
        }
        double loss = task.loss(outcome);
        isError &= loss == 0 || loss == 1;
        double number = label.isPresent() ? label.get().of().applyAsDouble(outcome) : 0;
        sample.add(row.number(), loss, number, values);
    }

    private static @Nullable Object value(DataRow row, String column) {
        try {
            return row.value(column);
        } catch (InvalidRowException e) {
            // A text among numbers is a value too.
            return row.text(column);
        }
    }

    @Override
    public EvaluationReport addTo(EvaluationReport report, Resampling resampling) {
        List<FoundSlice> slices =
                SliceSearch.search(
                        sample,
                        isError ? ERROR_RATE : task.lossName(),
                        settings,
                        resampling.confidence());
        List<Finding> findings =
                label
                        .map(each -> LeakageSearch.search(sample, each.kind()))
                        .orElse(List.of())
                        .stream()
                        .filter(finding -> inputs.contains(finding.subject()))
                        .toList();
        return report.with(
                        report.fairness(),
                        slices,
                        report.robustness(),
                        report.explanations(),
                        report.templates())
                .withFindings(findings)
                .withFindings(slices.stream().map(SearchAnalysis::finding).toList());
    }

    private static Finding finding(FoundSlice slice) {
        return new Finding(
                Finding.Kind.WORSE_SLICE,
                slice.name(),
                String.format(
                        Locale.ROOT,
                        "%s is worse than the other rows: %s %.3g on %d rows, elsewhere %.3g (%s"
                                + " after correction): look at these rows, or declare the"
                                + " slice `%s` to watch it",
                        slice.name(),
                        slice.inside().name(),
                        slice.inside().value(),
                        slice.rows(),
                        slice.outside().value(),
                        PValueText.of(slice.adjustedPValue()),
                        slice.condition()),
                slice.inside());
    }

    @Override
    public void write(ByteWriter out) {
        out.writeByte(isError ? 1 : 0);
        sample.write(out);
    }

    @Override
    public void read(ByteReader in) {
        isError = in.readByte() == 1;
        sample.read(in);
    }
}
