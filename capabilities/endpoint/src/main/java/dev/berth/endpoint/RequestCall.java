package dev.berth.endpoint;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.Lane;
import dev.berth.serving.Prediction;
import dev.berth.serving.PredictionRequest;
import dev.berth.serving.Reply;
import dev.berth.serving.Ticket;
import dev.berth.serving.Timings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The records of one request, each of which runs on its own, answered together. What they ask of
/// the same model meets in its queue and goes as one batch.
final class RequestCall implements Ticket {
    private final RequestPlan makes;
    private final PredictionRequest request;
    private final Reply reply;
    private final @Nullable Lane lane;
    private final long startNanos = System.nanoTime();
    private final NamedTensors[] answers;
    private List<RecordCall> calls = List.of();
    private final Set<String> remarks = new LinkedHashSet<>();
    private int missing;
    private boolean over;

    /// Why all are to end, also those that have not begun.
    private @Nullable Problem givenUp;

    RequestCall(
            RequestPlan makes,
            PredictionRequest request,
            Reply reply,
            @Nullable Lane lane,
            int rows) {
        this.makes = makes;
        this.request = request;
        this.reply = reply;
        this.lane = lane;
        this.answers = new NamedTensors[rows];
        this.missing = rows;
    }

    void start() {
        NamedTensors all = request.inputs();
        List<RecordCall> made = new ArrayList<>(answers.length);
        try (all) {
            for (int row = 0; row < answers.length; row++) {
                made.add(call(all.row(row), row));
            }
        } catch (ProblemException e) {
            fail(e.problem());
            made.forEach(call -> call.cancel(e.problem()));
            return;
        }
        Problem reason;
        synchronized (this) {
            calls = made;
            reason = givenUp;
        }
        if (reason != null) {
            made.forEach(call -> call.cancel(reason));
            return;
        }
        // All before any, since the first that fails ends the others.
        made.forEach(RecordCall::start);
    }

    /// Takes over the inputs.
    private RecordCall call(NamedTensors inputs, int row) {
        try {
            return makes.call(request.part(inputs), new Outcome(row), lane);
        } catch (ProblemException e) {
            inputs.close();
            throw ofRecord(row, e.problem()).asException();
        }
    }

    private final class Outcome implements RecordOutcome {
        private final int row;

        Outcome(int row) {
            this.row = row;
        }

        @Override
        public void answered(NamedTensors answer, Timings timings, List<String> ofThis) {
            synchronized (RequestCall.this) {
                if (over) {
                    answer.close();
                    return;
                }
                answers[row] = answer;
                remarks.addAll(ofThis);
                if (--missing > 0) {
                    return;
                }
                over = true;
            }
            answerTogether();
        }

        @Override
        public void failed(Problem problem) {
            fail(answers.length == 1 ? problem : ofRecord(row, problem));
        }
    }

    private static Problem ofRecord(int row, Problem problem) {
        return new Problem(
                problem.code(),
                "record " + row + ": " + problem.message(),
                problem.remedy(),
                problem.faults(),
                problem.retryAfter());
    }

    private void answerTogether() {
        NamedTensors together = new NamedTensors();
        try {
            for (Field output : makes.plan().signature().outputs()) {
                List<Tensor> rows =
                        Arrays.stream(answers).map(each -> each.require(output.name())).toList();
                together.put(
                        output.name(),
                        RowTensors.join(
                                rows,
                                "output '" + output.name() + "'",
                                makes.surroundings().serving().pool()));
            }
        } catch (ProblemException e) {
            together.close();
            reply.fail(e.problem());
            return;
        } finally {
            Arrays.stream(answers).forEach(NamedTensors::close);
        }
        reply.succeed(
                new Prediction(
                        makes.plan().reference(), together, timings(), List.copyOf(remarks)));
    }

    private void fail(Problem problem) {
        List<RecordCall> others;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            givenUp = problem;
            others = calls;
            for (NamedTensors answer : answers) {
                if (answer != null) {
                    answer.close();
                }
            }
        }
        others.forEach(call -> call.cancel(problem));
        reply.fail(problem);
    }

    @Override
    public void cancel(Problem reason) {
        fail(reason);
    }

    @Override
    public Timings timings() {
        long end = System.nanoTime();
        return new Timings(
                startNanos,
                startNanos,
                startNanos,
                startNanos,
                end,
                end,
                end,
                answers.length,
                answers.length,
                1);
    }
}
