package dev.berth.evaluation.fairness;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.significance.Correction;
import dev.berth.evaluation.significance.PValueText;
import dev.berth.evaluation.task.Decisions;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Comparison of a model's decisions on the groups of some columns.
///
/// A finding says that the decisions on the groups of a column are not equal, if a gap is at least
/// [#GAP_MIN] and significant at the level [#LEVEL] after Holm's correction for all columns and
/// gaps: without any true difference the probability of a finding is at most the level.
///
/// @param <O> outcome of a unit
public final class FairnessAnalysis<O> implements UnitAnalysis<O> {
    /// A group of rows without the value.
    static final String MISSING = "(missing)";

    static final double LEVEL = 0.05;

    /// Smaller gaps are significant with many rows, and matter little.
    static final double GAP_MIN = 0.05;

    /// More groups are no groups of people.
    private static final int GROUPS_MAX = 100;

    /// Streams of draws that slices do not have.
    private static final long FIRST_STREAM = -(1L << 40);

    private final List<String> columns;
    private final String favourable;
    private final Decisions<O> decisions;
    private final List<SortedMap<String, GroupDecisions>> groups = new ArrayList<>();

    /// @param columns with the groups
    /// @param favourable the class of the favourable decision, for the report
    public FairnessAnalysis(List<String> columns, String favourable, Decisions<O> decisions) {
        this.columns = List.copyOf(columns);
        this.favourable = favourable;
        this.decisions = decisions;
        columns.forEach(column -> groups.add(new TreeMap<>()));
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public void accept(List<PredictedRow> unit, O outcome, double weight) {
        boolean isFavourable = decisions.isFavourable(outcome);
        boolean isQualified = decisions.isQualified(outcome);
        for (int i = 0; i < columns.size(); i++) {
            String text = unit.getFirst().row().text(columns.get(i));
            group(i, text == null ? MISSING : text)
                    .add(isFavourable, isQualified, weight, unit.size());
        }
    }

    private GroupDecisions group(int column, String name) {
        SortedMap<String, GroupDecisions> all = groups.get(column);
        GroupDecisions group = all.computeIfAbsent(name, each -> new GroupDecisions());
        if (all.size() > GROUPS_MAX) {
            throw new ProblemException(
                    ProblemCode.EVALUATION_INVALID,
                    "column '%s' has more than %d groups"
                            .formatted(columns.get(column), GROUPS_MAX),
                    "name a column with groups of people in `fairness`, such as age groups instead"
                            + " of ages");
        }
        return group;
    }

    @Override
    public EvaluationReport addTo(EvaluationReport report, Resampling resampling) {
        List<ColumnFairness> computed = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            computed.add(
                    new ColumnFairness(
                            columns.get(i),
                            favourable,
                            groups.get(i),
                            resampling,
                            FIRST_STREAM - i));
        }
        List<GroupFairness> results = new ArrayList<>(report.fairness());
        computed.parallelStream().map(ColumnFairness::result).toList().forEach(results::add);
        return report.with(
                        results,
                        report.foundSlices(),
                        report.robustness(),
                        report.explanations(),
                        report.templates())
                .withFindings(findings(computed));
    }

    private record Test(int column, FairnessGap gap, double value) {}

    private List<Finding> findings(List<ColumnFairness> computed) {
        List<Test> tests = new ArrayList<>();
        List<Double> pValues = new ArrayList<>();
        for (int i = 0; i < computed.size(); i++) {
            for (FairnessGap gap : FairnessGap.values()) {
                if (ColumnFairness.TESTED.containsKey(gap)) {
                    double pValue = computed.get(i).pValue(gap);
                    if (!Double.isNaN(pValue)) {
                        tests.add(new Test(i, gap, gap.between(computed.get(i).comparable())));
                        pValues.add(pValue);
                    }
                }
            }
        }
        double[] adjusted =
                Correction.HOLM.adjust(pValues.stream().mapToDouble(Double::doubleValue).toArray());
        List<List<Found>> ofColumns = new ArrayList<>();
        columns.forEach(column -> ofColumns.add(new ArrayList<>()));
        for (int i = 0; i < adjusted.length; i++) {
            Test test = tests.get(i);
            if (adjusted[i] <= LEVEL && test.value >= GAP_MIN) {
                ofColumns.get(test.column).add(new Found(test.gap, test.value, adjusted[i]));
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < ofColumns.size(); i++) {
            if (!ofColumns.get(i).isEmpty()) {
                findings.add(finding(columns.get(i), ofColumns.get(i)));
            }
        }
        return findings;
    }

    private record Found(FairnessGap gap, double value, double adjusted) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%s %.3f (%s)", gap.label(), value, PValueText.of(adjusted));
        }
    }

    private static Finding finding(String column, List<Found> gaps) {
        Found first = gaps.getFirst();
        return new Finding(
                Finding.Kind.UNEQUAL_DECISIONS,
                column,
                "decisions differ between the groups of "
                        + column
                        + ", after correction for all tests: "
                        + String.join(", ", gaps.stream().map(Found::toString).toList())
                        + ": find out why before the model decides on people",
                MetricValue.of(first.gap.label(), first.value));
    }

    @Override
    public void write(ByteWriter out) {
        for (SortedMap<String, GroupDecisions> all : groups) {
            out.writeUnsigned(all.size());
            all.forEach(
                    (name, group) -> {
                        out.writeText(name);
                        group.write(out);
                    });
        }
    }

    @Override
    public void read(ByteReader in) {
        for (SortedMap<String, GroupDecisions> all : groups) {
            for (int left = in.readCount(); left > 0; left--) {
                GroupDecisions group = new GroupDecisions();
                all.put(in.readText(), group);
                group.read(in);
            }
        }
    }
}
