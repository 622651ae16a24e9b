package dev.berth.endpoint.execution;

import dev.berth.core.NearestName;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.graph.BoundCallee;
import dev.berth.endpoint.graph.CircuitBreaker;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.CompiledStep;
import dev.berth.endpoint.graph.GraphValue;
import dev.berth.expression.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One step of one execution: makes its calls, and puts the results into its slots.
final class StepExecution {
    private final GraphExecution run;
    private final int index;
    private final CompiledStep step;

    /// Rows of its calls: as many as the list has elements, or one.
    private final int rows;

    private final long deadlineNanos;

    private boolean escalated;
    private boolean over;

    StepExecution(GraphExecution run, int index) {
        this.run = run;
        this.index = index;
        this.step = run.plan().program().steps().get(index);
        this.rows =
                step.fanOut()
                        .map(fanOut -> (int) run.values().at(fanOut.list().slot()).shape().size(1))
                        .orElse(1);
        long deadline = run.request().deadlineNanos();
        // A step's own limit applies to foreground requests.
        if (step.timeout().isPresent() && !run.request().isBackground()) {
            long own = run.context().nanoTime() + step.timeout().get().toNanos();
            deadline = own - deadline < 0 ? own : deadline;
        }
        this.deadlineNanos = deadline;
    }

    void start() {
        if (rows == 0) {
            for (GraphValue output : step.outputs()) {
                run.values().put(output.slot(), noElements(output));
            }
            run.stepDone(index);
            return;
        }
        if (rows > 1) {
            try {
                run.plan().limit().require(rows);
            } catch (ProblemException e) {
                fail(e.problem());
                return;
            }
        }
        if (step.breaker().isPresent() && !step.breaker().get().tryPass(run.context().nanoTime())) {
            failWithoutCall(step.breaker().get());
            return;
        }
        try {
            switch (step.action()) {
                case CompiledOperation.Compute(var values) -> {
                    values.forEach(run.values()::compute);
                    run.stepDone(index);
                }
                case CompiledOperation.Features features -> read(features);
                case CompiledOperation.Call(BoundCallee callee) -> call(callee, this::succeed);
                case CompiledOperation.Ensemble ensemble -> start(ensemble);
                case CompiledOperation.Cascade cascade -> {
                    cascade.budget().record();
                    start(cascade, 0);
                }
                case CompiledOperation.Switch cases -> call(choose(cases), this::succeed);
            }
        } catch (ProblemException e) {
            fail(e.problem());
        }
    }

    /// A record with an empty list.
    private Tensor noElements(GraphValue output) {
        Tensor none = RowTensors.none(output.field().type(), output.field().shape(), run.pool());
        try (none) {
            long[] sizes = none.shape().toArray();
            sizes[0] = 1;
            sizes[1] = 0;
            return Tensor.allocate(run.pool(), none.type(), Shape.of(sizes));
        }
    }

    /// Reads at once what is quick; what waits for a store, on a thread of its own that may wait.
    private void read(CompiledOperation.Features features) {
        var reading = new FeatureReadExecution(run, step, features);
        if (features.reads().isInlineable() && features.prepared().isInlineable()) {
            put(reading.readAll());
            run.stepDone(index);
            return;
        }
        var _ =
                Thread.ofVirtual()
                        .name("berth-features")
                        .start(
                                () ->
                                        run.inside(
                                                () -> {
                                                    try {
                                                        put(reading.readAll());
                                                    } catch (ProblemException e) {
                                                        fail(e.problem());
                                                        return;
                                                    }
                                                    run.stepDone(index);
                                                }));
    }

    /// Takes over the values of the outputs.
    private void put(List<Tensor> values) {
        for (int i = 0; i < values.size(); i++) {
            run.values().put(step.outputs().get(i).slot(), values.get(i));
        }
    }

    private BoundCallee choose(CompiledOperation.Switch cases) {
        for (CompiledOperation.Case each : cases.cases()) {
            if (each.when().isEmpty() || holds(each.when().get())) {
                return each.callee();
            }
        }
        throw new IllegalStateException("the last case has no condition");
    }

    private boolean holds(Expression condition) {
        try {
            return Boolean.TRUE.equals(
                    condition.evaluate(run.values()::referred, 0, run.values().work()));
        } catch (Expression.FailedException e) {
            throw new ProblemException(
                    ProblemCode.PIPELINE_STEP_FAILED,
                    "'" + condition.text() + "' failed: " + e.getMessage(),
                    "send values for which the expression is defined");
        }
    }

    private void start(CompiledOperation.Ensemble ensemble) {
        List<BoundCallee> callees = ensemble.callees();
        var said = new Members(callees.size());
        for (int i = 0; i < callees.size(); i++) {
            int member = i;
            call(
                    callees.get(i),
                    outputs -> {
                        Optional<List<NamedTensors>> all = said.add(member, outputs);
                        all.ifPresent(tensors -> combine(ensemble, tensors));
                    },
                    said::close);
        }
    }

    private void combine(CompiledOperation.Ensemble ensemble, List<NamedTensors> members) {
        var combined = new NamedTensors();
        try {
            for (GraphValue output : step.outputs()) {
                String name = CompiledStep.outputName(output);
                combined.put(
                        name,
                        EnsembleCombiner.combine(
                                members.stream().map(each -> each.require(name)).toList(),
                                ensemble.weights(),
                                ensemble.combination(),
                                run.pool()));
            }
        } catch (IllegalArgumentException e) {
            combined.close();
            fail(
                    Problem.of(
                            ProblemCode.PIPELINE_STEP_FAILED,
                            "what they say cannot be combined: " + e.getMessage(),
                            "combine models whose answers have the same shape"));
            return;
        } finally {
            members.forEach(NamedTensors::close);
        }
        succeed(combined);
    }

    private void start(CompiledOperation.Cascade cascade, int stage) {
        call(
                cascade.stages().get(stage).callee(),
                outputs -> {
                    if (suffices(cascade, stage, outputs)) {
                        succeed(outputs);
                    } else {
                        outputs.close();
                        start(cascade, stage + 1);
                    }
                });
    }

    /// False where the condition cannot be evaluated on the answer.
    private boolean suffices(CompiledOperation.Cascade cascade, int stage, NamedTensors outputs) {
        Optional<Expression> accept = cascade.stages().get(stage).accept();
        if (accept.isEmpty()) {
            return true;
        }
        try {
            Object value =
                    accept.get()
                            .evaluate(
                                    name ->
                                            outputs.find(name)
                                                    .orElseGet(() -> run.values().referred(name)),
                                    0,
                                    run.values().work());
            if (Boolean.TRUE.equals(value)) {
                return true;
            }
        } catch (Expression.FailedException undefined) {
            // Continues.
        }
        if (escalated) {
            return false;
        }
        var listener = run.context().listener();
        if (!cascade.budget().tryEscalate()) {
            run.annotate("escalation-denied:" + step.name());
            listener.onEscalationDenied(run.name(), step.name(), run.request().id());
            return true;
        }
        escalated = true;
        run.annotate("escalated:" + step.name());
        listener.onEscalated(run.name(), step.name(), run.request().id());
        return false;
    }

    private void call(BoundCallee callee, CallOutcome outcome) {
        call(callee, outcome, () -> {});
    }

    private void call(BoundCallee callee, CallOutcome outcome, Runnable failed) {
        new ModelCall(this, callee, outcome, failed).start();
    }

    /// Callback for the outputs of a call, which are its to close, on a thread inside the
    /// execution.
    interface CallOutcome {
        void succeeded(NamedTensors outputs);
    }

    /// Whether this decides the result of the step, of which several members may fail.
    private synchronized boolean decide() {
        boolean first = !over;
        over = true;
        return first;
    }

    /// The step's outputs are these, which are taken over.
    private void succeed(NamedTensors outputs) {
        if (!decide()) {
            outputs.close();
            return;
        }
        step.breaker().ifPresent(CircuitBreaker::succeeded);
        try (outputs) {
            for (GraphValue output : step.outputs()) {
                Tensor tensor = outputs.require(CompiledStep.outputName(output));
                run.values()
                        .put(
                                output.slot(),
                                step.fanOut().isEmpty() ? tensor.share() : collected(tensor));
            }
        }
        run.stepDone(index);
    }

    /// What rows give as the list of one record.
    private static Tensor collected(Tensor rows) {
        return rows.reshape(rows.shape().prepend(1));
    }

    private void failWithoutCall(CircuitBreaker breaker) {
        if (decide()) {
            useDefaultOutputs(
                    Problem.of(
                                    ProblemCode.CIRCUIT_OPEN,
                                    "it failed again and again and is not called for a while",
                                    "send it again later; see why it failed")
                            .withRetryAfter(breaker.untilTrial(run.context().nanoTime())));
        }
    }

    /// The step failed: other values stand in, or the run fails as well.
    void fail(Problem problem) {
        if (!decide()) {
            return;
        }
        // What the caller did is no failure of the callee.
        if (step.breaker().isPresent()
                && problem.code().category() != ProblemCategory.CALLER
                && step.breaker().get().failed(run.context().nanoTime())) {
            run.context().listener().onCircuitOpened(run.name(), step.name(), problem);
        }
        useDefaultOutputs(problem);
    }

    private void useDefaultOutputs(Problem problem) {
        if (step.otherwise().isEmpty()) {
            run.fail(ofStep(problem));
            return;
        }
        try (NamedTensors defaultOutputs =
                MapRecordCodec.toTensors(step.defaultOutputs(), step.otherwise(), run.pool())) {
            for (GraphValue output : step.outputs()) {
                run.values()
                        .put(
                                output.slot(),
                                defaultOutputs.require(CompiledStep.outputName(output)).share());
            }
        }
        run.annotate("default:" + step.name());
        run.context()
                .listener()
                .onStepDefaulted(run.name(), step.name(), run.request().id(), problem);
        run.stepDone(index);
    }

    /// A model's errors are not those of the endpoint's caller.
    private Problem ofStep(Problem problem) {
        ProblemCode code =
                switch (problem.code()) {
                    case MODEL_NOT_FOUND,
                            MODEL_VERSION_NOT_FOUND,
                            MODEL_NOT_READY,
                            ENDPOINT_NOT_FOUND ->
                            ProblemCode.ENDPOINT_NOT_READY;
                    default -> problem.code();
                };
        // Nor may its caller learn the names of other consumers.
        boolean isOwn = code == problem.code();
        return new Problem(
                code,
                "step '" + step.name() + "': " + NearestName.withoutHint(problem.message()),
                isOwn ? problem.remedy() : "ask the operator of the server to correct the endpoint",
                problem.violations(),
                problem.retryAfter());
    }

    GraphExecution run() {
        return run;
    }

    CompiledStep step() {
        return step;
    }

    /// When all that it does has to be done.
    long deadlineNanos() {
        return deadlineNanos;
    }

    int rows() {
        return rows;
    }

    /// The outputs of an ensemble's members, until all have responded.
    private static final class Members {
        private final NamedTensors[] said;
        private int missing;
        private boolean closed;

        Members(int count) {
            said = new NamedTensors[count];
            missing = count;
        }

        /// Takes the outputs of a member.
        ///
        /// @return all, for the caller that adds the last
        synchronized Optional<List<NamedTensors>> add(int member, NamedTensors outputs) {
            if (closed) {
                outputs.close();
                return Optional.empty();
            }
            said[member] = outputs;
            return --missing == 0 ? Optional.of(List.of(said)) : Optional.empty();
        }

        synchronized void close() {
            closed = true;
            List<NamedTensors> held = new ArrayList<>();
            for (NamedTensors outputs : said) {
                if (outputs != null && missing > 0) {
                    held.add(outputs);
                }
            }
            held.forEach(NamedTensors::close);
        }
    }
}
