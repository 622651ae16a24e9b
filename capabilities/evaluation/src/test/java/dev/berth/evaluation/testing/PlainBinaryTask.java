package dev.berth.evaluation.testing;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.BinaryScores;
import dev.berth.evaluation.task.Decisions;
import dev.berth.evaluation.task.LabelNumber;
import dev.berth.evaluation.task.ResampledSums;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceMetrics;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.List;
import java.util.Optional;

/// Binary task with a score: the label is the column `label`, the score the output `score`, the
/// decision a score of at least 0.5. Its one metric is the error rate.
public final class PlainBinaryTask implements TaskEvaluation<PlainBinaryTask.Outcome> {
    /// Outcome of a row.
    public record Outcome(boolean positive, double score) {
        public boolean decided() {
            return score >= 0.5;
        }
    }

    @Override
    public List<String> columns() {
        return List.of("label");
    }

    @Override
    public Outcome outcome(List<PredictedRow> unit) throws InvalidRowException {
        PredictedRow row = unit.getFirst();
        if (!(row.prediction().get("score") instanceof Double score)) {
            throw new InvalidRowException("score", "no score");
        }
        return new Outcome("1".equals(row.row().text("label")), score);
    }

    @Override
    public int termCount() {
        return 1;
    }

    @Override
    public void terms(Outcome outcome, double[] terms) {
        terms[0] = loss(outcome);
    }

    @Override
    public double loss(Outcome outcome) {
        return outcome.positive() == outcome.decided() ? 0 : 1;
    }

    @Override
    public Optional<Decisions<Outcome>> decisions(String favourable) {
        return Optional.of(
                new Decisions<>() {
                    @Override
                    public boolean isFavourable(Outcome outcome) {
                        return outcome.decided();
                    }

                    @Override
                    public boolean isQualified(Outcome outcome) {
                        return outcome.positive();
                    }
                });
    }

    @Override
    public Optional<BinaryScores<Outcome>> binaryScores() {
        return Optional.of(
                new BinaryScores<>() {
                    @Override
                    public double score(Outcome outcome) {
                        return outcome.score();
                    }

                    @Override
                    public boolean isPositive(Outcome outcome) {
                        return outcome.positive();
                    }
                });
    }

    @Override
    public Optional<LabelNumber<Outcome>> labelNumber() {
        return Optional.of(
                new LabelNumber<>(LabelNumber.Kind.BINARY, outcome -> outcome.positive() ? 1 : 0));
    }

    @Override
    public SliceState<Outcome> newState(long stream) {
        return new SliceState<>() {
            @Override
            public void add(Outcome outcome, long unit, double weight) {
                // The terms have all.
            }

            @Override
            public SliceMetrics metrics(ResampledSums sums, Resampling resampling) {
                double rate = sums.sum(0) / sums.weight();
                return new SliceMetrics(
                        List.of(
                                Double.isNaN(rate)
                                        ? MetricValue.undefined("error-rate", "no row")
                                        : MetricValue.of("error-rate", rate)),
                        Optional.empty());
            }

            @Override
            public void write(ByteWriter out) {
                // There is nothing to keep.
            }

            @Override
            public void read(ByteReader in) {
                // There is nothing to restore.
            }
        };
    }
}
