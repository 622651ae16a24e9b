package dev.berth.evaluation.auc;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.classification.ScoreTable;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.GroupFairness;
import dev.berth.evaluation.task.BinaryScores;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// Areas under the ROC curve of identities ([IdentityAuc]), of which each is a column that says
/// whether a row has it: true or false, or a number that is at least 0.5 if it has, such as the
/// share of annotators who said so.
///
/// The areas are exact while rows have at most [#SCORES_MAX] different scores.
///
/// @param <O> outcome of a unit
public final class IdentityAnalysis<O> implements UnitAnalysis<O> {
    /// The name of these groups in a report.
    public static final String COLUMN = "identities";

    /// Different scores of one identity, some 100 bytes each.
    private static final int SCORES_MAX = 50_000;

    private static final double SHARE_MIN = 0.5;

    private final List<String> columns;
    private final BinaryScores<O> scores;
    private final ScoreTable all = new ScoreTable(SCORES_MAX);
    private final List<ScoreTable> identities = new ArrayList<>();
    private final long[] rows;

    public IdentityAnalysis(List<String> columns, BinaryScores<O> scores) {
        this.columns = List.copyOf(columns);
        this.scores = scores;
        columns.forEach(column -> identities.add(new ScoreTable(SCORES_MAX)));
        rows = new long[columns.size()];
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public void accept(List<PredictedRow> unit, O outcome, double weight) {
        double score = scores.score(outcome);
        boolean positive = scores.isPositive(outcome);
        all.add(score, positive, weight);
        for (int i = 0; i < rows.length; i++) {
            if (isTrue(unit.getFirst().row().text(columns.get(i)))) {
                identities.get(i).add(score, positive, weight);
                rows[i] += unit.size();
            }
        }
    }

    private static boolean isTrue(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return false;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> true;
            case "false", "no", "0", "" -> false;
            default -> share(text) >= SHARE_MIN;
        };
    }

    private static double share(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public EvaluationReport addTo(EvaluationReport report, Resampling resampling) {
        for (ScoreTable identity : identities) {
            all.coarsenAs(identity);
        }
        identities.forEach(identity -> identity.coarsenAs(all));
        IdentityScores all = IdentityScores.of(this.all.cells());
        List<IdentityAreas> areas =
                IntStream.range(0, rows.length)
                        .parallel()
                        .mapToObj(
                                i ->
                                        IdentityAreas.of(
                                                all.part(identities.get(i).cells()), resampling, i))
                        .toList();
        List<GroupFairness.Group> groups = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            groups.add(
                    new GroupFairness.Group(
                            columns.get(i),
                            rows[i],
                            areas.get(i).weight(),
                            areas.get(i).metrics(resampling)));
        }
        List<GroupFairness> results = new ArrayList<>(report.fairness());
        results.add(
                new GroupFairness(
                        COLUMN,
                        "",
                        groups,
                        IdentityAreas.powerMeans(areas, resampling),
                        List.of(IdentityAuc.PINNED_DEPRECATION)));
        return report.with(
                results,
                report.foundSlices(),
                report.robustness(),
                report.explanations(),
                report.templates());
    }

    @Override
    public void write(ByteWriter out) {
        all.write(out);
        for (int i = 0; i < rows.length; i++) {
            out.writeUnsigned(rows[i]);
            identities.get(i).write(out);
        }
    }

    @Override
    public void read(ByteReader in) {
        all.read(in);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = in.readUnsigned();
            identities.get(i).read(in);
        }
    }
}
