package dev.berth.evaluation.testing;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.evaluation.report.MetricValue;
import dev.berth.evaluation.task.Resampling;
import dev.berth.evaluation.task.SliceState;
import dev.berth.evaluation.task.TaskEvaluation;
import dev.berth.scoring.data.TextValue;
import dev.berth.scoring.row.DataRow;
import dev.berth.scoring.row.InvalidRowException;
import dev.berth.scoring.row.PredictedRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Run of a task over rows, one slice, by the plainest means. After each unit the state is written
/// and read into a new one, as after a restart.
public final class TaskRun<O> {
    private final TaskEvaluation<O> task;
    private final Resampling resampling;
    private final PlainSums sums;
    private SliceState<O> state;

    public TaskRun(TaskEvaluation<O> task, Resampling resampling) {
        this.task = task;
        this.resampling = resampling;
        sums = new PlainSums(task.termCount(), resampling);
        state = task.newState(0);
    }

    public static PredictedRow row(
            long number,
            Map<String, ? extends @Nullable Object> values,
            Map<String, ? extends @Nullable Object> prediction) {
        return new PredictedRow(new MapRow(number, values), new HashMap<>(prediction));
    }

    public O add(double weight, PredictedRow... rows) throws InvalidRowException {
        O outcome = task.outcome(List.of(rows));
        long unit = rows[0].row().number();
        double[] terms = new double[task.termCount()];
        task.terms(outcome, terms);
        sums.add(terms, unit, weight);
        state.add(outcome, unit, weight);
        ByteWriter out = new ByteWriter();
        state.write(out);
        state = task.newState(0);
        ByteReader in = new ByteReader(out.toBytes());
        state.read(in);
        if (in.hasMore()) {
            throw new IllegalStateException(in.remaining() + " bytes left");
        }
        return outcome;
    }

    public Map<String, MetricValue> metrics() {
        Map<String, MetricValue> metrics = new HashMap<>();
        state.metrics(sums, resampling)
                .metrics()
                .forEach(metric -> metrics.put(metric.name(), metric));
        return metrics;
    }

    private record MapRow(long number, Map<String, ? extends @Nullable Object> values)
            implements DataRow {
        @Override
        public @Nullable Object value(String column) {
            return values.get(column);
        }

        @Override
        public @Nullable String text(String column) {
            return TextValue.of(values.get(column));
        }
    }
}
