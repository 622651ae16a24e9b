package dev.berth.evaluation.robustness;

import dev.berth.evaluation.task.RecordPredictions;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Outcomes of the units of a sample.
public final class UnitOutcomes {
    private UnitOutcomes() {}

    /// The outcome of each unit; empty if one of its records is rejected, or its prediction cannot
    /// be evaluated.
    public static <O> List<Optional<O>> of(
            TaskEvaluation<O> task, List<SampledUnit> units, RecordPredictions predictions) {
        List<Map<String, @Nullable Object>> records =
                units.stream().flatMap(unit -> unit.records().stream()).toList();
        List<Optional<Map<String, @Nullable Object>>> predicted = predictions.predict(records);
        List<Optional<O>> outcomes = new ArrayList<>();
        int at = 0;
        for (SampledUnit unit : units) {
            int size = unit.rows().size();
            outcomes.add(outcome(task, unit, predicted.subList(at, at + size)));
            at += size;
        }
        return outcomes;
    }

    private static <O> Optional<O> outcome(
            TaskEvaluation<O> task,
            SampledUnit unit,
            List<Optional<Map<String, @Nullable Object>>> predicted) {
        List<PredictedRow> rows = new ArrayList<>();
        for (int i = 0; i < predicted.size(); i++) {
            if (predicted.get(i).isEmpty()) {
                return Optional.empty();
            }
            rows.add(new PredictedRow(unit.rows().get(i), predicted.get(i).get()));
        }
        try {
            return Optional.of(task.outcome(rows));
        } catch (InvalidRowException e) {
            return Optional.empty();
        }
    }
}
