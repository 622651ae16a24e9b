package dev.berth.endpoint.execution;

import static java.util.Objects.requireNonNull;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.ScatterGather;
import dev.berth.serving.request.Timings;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The records of one request, each of which executes on its own, answered together. Their requests
/// to the same model meet in its queue and form one batch.
final class RequestExecution implements ScatterGather.Parts, ScatterGather.Outcome {
    private final RecordExecutionFactory makes;
    private final PredictionRequest request;
    private final PredictionCallback reply;
    private final @Nullable InlineExecutor inline;
    private final @Nullable Thread inlineThread;
    private final ScatterGather records;

    RequestExecution(
            RecordExecutionFactory makes,
            PredictionRequest request,
            PredictionCallback reply,
            @Nullable InlineExecutor inline,
            int rows) {
        this.makes = makes;
        this.request = request.inParts();
        this.reply = reply;
        this.inline = inline;
        this.inlineThread = inline == null ? null : Thread.currentThread();
        this.records = new ScatterGather(rows, ScatterGather.Mode.ALL_OR_NOTHING, this, this);
    }

    RequestHandle ticket() {
        return records;
    }

    void start() {
        records.start();
    }

    @Override
    public RequestHandle send(int row, PredictionCallback toThis) {
        NamedTensors inputs = request.inputs().row(row);
        RecordExecution call;
        try {
            call =
                    makes.call(
                            request.part(inputs),
                            new Outcome(row, toThis),
                            Thread.currentThread() == inlineThread ? inline : null);
        } catch (ProblemException e) {
            inputs.close();
            throw ofRecord(row, e.problem()).asException();
        }
        call.start();
        return call;
    }

    @Override
    public void discard(int from) {
        request.inputs().close();
    }

    private final class Outcome implements RecordCallback {
        private final int row;
        private final PredictionCallback toThis;

        Outcome(int row, PredictionCallback toThis) {
            this.row = row;
            this.toThis = toThis;
        }

        @Override
        public void answered(NamedTensors answer, Timings timings, List<String> annotations) {
            toThis.succeed(new Prediction(makes.plan().reference(), answer, timings, annotations));
        }

        @Override
        public void failed(Problem problem) {
            toThis.fail(ofRecord(row, problem));
        }
    }

    private static Problem ofRecord(int row, Problem problem) {
        return new Problem(
                problem.code(),
                "record " + row + ": " + problem.message(),
                problem.remedy(),
                problem.violations(),
                problem.retryAfter());
    }

    @Override
    public void gathered(List<@Nullable Prediction> answers, Map<Integer, Problem> none) {
        NamedTensors together = new NamedTensors();
        Set<String> annotations = new LinkedHashSet<>();
        try {
            for (Field output : makes.plan().signature().outputs()) {
                List<Tensor> rows =
                        answers.stream()
                                .map(each -> requireNonNull(each).outputs())
                                .map(outputs -> outputs.require(output.name()))
                                .toList();
                together.put(
                        output.name(),
                        RowTensors.join(
                                rows,
                                "output '" + output.name() + "'",
                                makes.context().serving().pool()));
            }
            answers.forEach(each -> annotations.addAll(requireNonNull(each).annotations()));
        } catch (ProblemException e) {
            together.close();
            reply.fail(e.problem());
            return;
        } finally {
            answers.forEach(each -> requireNonNull(each).close());
        }
        reply.succeed(
                new Prediction(
                        makes.plan().reference(),
                        together,
                        records.timings(),
                        List.copyOf(annotations)));
    }

    @Override
    public void failed(Problem problem) {
        reply.fail(problem);
    }
}
