package dev.berth.evaluation.finding;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.EvaluationReport;
import dev.berth.evaluation.report.Finding;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.significance.PValueText;
import dev.berth.evaluation.task.BinaryScores;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.UnitAnalysis;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Locale;

/// Search for a score that is no probability, though it lies between 0 and 1.
///
/// A finding says so if the expected calibration error is at least [#ERROR_MIN] and the test of
/// [CalibrationTest] rejects at the level [#LEVEL]: of scores that are right at most that share has
/// a finding. Rows with weights other than 1, and scores outside of 0 to 1, have none.
///
/// @param <O> outcome of a unit
public final class CalibrationAnalysis<O> implements UnitAnalysis<O> {
    static final double LEVEL = 0.01;

    /// Smaller errors are significant with many rows, and matter little.
    static final double ERROR_MIN = 0.02;

    private final BinaryScores<O> scores;
    private final String subject;
    private final CalibrationTest test = new CalibrationTest();
    private boolean isOutside;

    /// @param subject the output with the score, for the report
    public CalibrationAnalysis(BinaryScores<O> scores, String subject) {
        this.scores = scores;
        this.subject = subject;
    }

    @Override
    public List<String> columns() {
        return List.of();
    }

    @Override
    public void accept(List<PredictedRow> unit, O outcome, double weight) {
        double score = scores.score(outcome);
        if (weight != 1 || !(score >= 0 && score <= 1)) {
            isOutside = true;
        } else {
            test.add(score, scores.isPositive(outcome));
        }
    }

    @Override
    public EvaluationReport addTo(EvaluationReport report, Resampling resampling) {
        double error = test.error();
        double pValue = test.pValue();
        boolean found = !isOutside && error >= ERROR_MIN && pValue <= LEVEL;
        return found ? report.withFindings(List.of(finding(error, pValue))) : report;
    }

    private Finding finding(double error, double pValue) {
        int worst = test.worstBin();
        return new Finding(
                Finding.Kind.MISCALIBRATED_SCORE,
                subject,
                String.format(
                        Locale.ROOT,
                        "scores are no probabilities: expected calibration error %.3f (%s);"
                                + " of the rows with scores from %.2f to %.2f the mean score is"
                                + " %.3f, the share of positive rows %.3f: calibrate the model, or"
                                + " do not read its score as a probability",
                        error,
                        PValueText.of(pValue),
                        (double) worst / CalibrationTest.BINS,
                        (worst + 1.0) / CalibrationTest.BINS,
                        test.meanScore(worst),
                        test.positiveShare(worst)),
                MetricValue.of("ece", error));
    }

    @Override
    public void write(ByteWriter out) {
        out.writeByte(isOutside ? 1 : 0);
        test.write(out);
    }

    @Override
    public void read(ByteReader in) {
        isOutside = in.readByte() == 1;
        test.read(in);
    }
}
