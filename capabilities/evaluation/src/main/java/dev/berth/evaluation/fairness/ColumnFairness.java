package dev.berth.evaluation.fairness;

import dev.berth.evaluation.bootstrap.WilsonInterval;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.CellDraws;
import dev.berth.evaluation.task.Resampling;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Rates of the groups of one column, and the gaps between them, with their intervals.
final class ColumnFairness {
    /// A rate of fewer rows says little, and would make most of a gap.
    static final int ROWS_MIN = 30;

    /// Gaps that are tested, with the name of the p-value.
    static final Map<FairnessGap, String> TESTED =
            Map.of(
                    FairnessGap.DEMOGRAPHIC_PARITY_DIFFERENCE, "demographic-parity-p-value",
                    FairnessGap.EQUAL_OPPORTUNITY_DIFFERENCE, "equal-opportunity-p-value",
                    FairnessGap.EQUALISED_ODDS_DIFFERENCE, "equalised-odds-p-value",
                    FairnessGap.PREDICTIVE_PARITY_DIFFERENCE, "predictive-parity-p-value",
                    FairnessGap.ERROR_RATE_DIFFERENCE, "error-rate-p-value");

    private final String column;
    private final String favourable;
    private final SortedMap<String, GroupDecisions> groups;
    private final boolean isWeighted;
    private final Resampling resampling;
    private final long stream;

    /// @param stream of draws that no other has
    ColumnFairness(
            String column,
            String favourable,
            SortedMap<String, GroupDecisions> groups,
            Resampling resampling,
            long stream) {
        this.column = column;
        this.favourable = favourable;
        this.groups = groups;
        this.resampling = resampling;
        this.stream = stream;
        isWeighted = groups.values().stream().anyMatch(GroupDecisions::isWeighted);
    }

    /// Groups with enough rows for a gap.
    List<DecisionCounts> comparable() {
        return groups.values().stream()
                .filter(group -> group.rows() >= ROWS_MIN)
                .map(GroupDecisions::counts)
                .toList();
    }

    /// The p-value of a gap; NaN with weights, and with fewer than two groups.
    double pValue(FairnessGap gap) {
        return isWeighted ? Double.NaN : ParityTest.pValue(gap, comparable());
    }

    GroupFairness result() {
        DecisionCounts[][] resampled = resampled();
        List<GroupFairness.Group> results = new ArrayList<>();
        List<DecisionCounts[]> compared = new ArrayList<>();
        int place = 0;
        for (Map.Entry<String, GroupDecisions> each : groups.entrySet()) {
            GroupDecisions group = each.getValue();
            DecisionCounts[] ofGroup = resampled[place++];
            results.add(
                    new GroupFairness.Group(
                            each.getKey(),
                            group.rows(),
                            group.counts().total(),
                            rates(group.counts(), ofGroup)));
            if (group.rows() >= ROWS_MIN) {
                compared.add(ofGroup);
            }
        }
        return new GroupFairness(column, favourable, results, gaps(compared), notes());
    }

    private DecisionCounts[][] resampled() {
        int size = GroupDecisions.CELLS;
        double[] weights = new double[size * groups.size()];
        double[] squares = new double[weights.length];
        int at = 0;
        for (GroupDecisions group : groups.values()) {
            System.arraycopy(group.weights(), 0, weights, at, size);
            System.arraycopy(group.squares(), 0, squares, at, size);
            at += size;
        }
        CellDraws draws = resampling.drawCells(stream, weights, squares);
        DecisionCounts[][] resampled = new DecisionCounts[groups.size()][resampling.count()];
        double[] drawn = new double[weights.length];
        for (int i = 0; i < resampling.count(); i++) {
            draws.read(i, drawn);
            for (int group = 0; group < resampled.length; group++) {
                resampled[group][i] = GroupDecisions.counts(drawn, size * group);
            }
        }
        return resampled;
    }

    private List<MetricValue> rates(DecisionCounts counts, DecisionCounts[] resampled) {
        List<MetricValue> rates = new ArrayList<>();
        for (GroupRate rate : GroupRate.values()) {
            double value = counts.rate(rate);
            if (Double.isNaN(value)) {
                rates.add(MetricValue.undefined(rate.label(), rate.undefinedReason()));
            } else if (!isWeighted) {
                rates.add(
                        WilsonInterval.of(
                                rate.label(),
                                counts.numerator(rate),
                                counts.denominator(rate),
                                resampling.confidence()));
            } else {
                double[] values = new double[resampled.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = resampled[i].rate(rate);
                }
                rates.add(resampling.metric(rate.label(), value, values));
            }
        }
        return rates;
    }

    private List<MetricValue> gaps(List<DecisionCounts[]> compared) {
        List<DecisionCounts> comparable = comparable();
        List<MetricValue> gaps = new ArrayList<>();
        for (FairnessGap gap : FairnessGap.values()) {
            double value = gap.between(comparable);
            if (Double.isNaN(value)) {
                gaps.add(MetricValue.undefined(gap.label(), "fewer than two groups with the rate"));
                continue;
            }
            double[] values = new double[resampling.count()];
            for (int i = 0; i < values.length; i++) {
                int resample = i;
                values[i] = gap.between(compared.stream().map(each -> each[resample]).toList());
            }
            gaps.add(resampling.metric(gap.label(), value, values));
        }
        TESTED.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .forEach(
                        tested -> {
                            double pValue = pValue(tested.getKey());
                            if (!Double.isNaN(pValue)) {
                                gaps.add(MetricValue.of(tested.getValue(), pValue));
                            }
                        });
        return gaps;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        notes.add(
                "a difference between the largest and the smallest of several rates is above 0 by"
                        + " chance alone, and so is its interval; the p-value says whether it is"
                        + " more than chance");
        List<String> small =
                groups.entrySet().stream()
                        .filter(each -> each.getValue().rows() < ROWS_MIN)
                        .map(Map.Entry::getKey)
                        .toList();
        if (!small.isEmpty()) {
            notes.add(
                    "groups of fewer than "
                            + ROWS_MIN
                            + " rows are in no gap: "
                            + String.join(", ", small));
        }
        if (isWeighted) {
            notes.add("rows have weights, so there are no p-values");
        }
        return notes;
    }
}
