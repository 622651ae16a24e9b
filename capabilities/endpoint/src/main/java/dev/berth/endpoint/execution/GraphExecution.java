package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.graph.CompiledGraph;
import dev.berth.endpoint.graph.CompiledOperation;
import dev.berth.endpoint.graph.ResponseStrategy;
import dev.berth.endpoint.precomputed.PrecomputedLookup;
import dev.berth.endpoint.telemetry.CacheLookupResult;
import dev.berth.endpoint.telemetry.PrecomputedLookupResult;
import dev.berth.events.PredictionRecorder;
import dev.berth.expression.Expression;
import dev.berth.serving.ModelServer;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Execution of a compiled endpoint for one record.
///
/// Every value has a slot. Steps whose needs are met are started by the component that met them:
/// the thread that submits, or one that brings the answer to an earlier step. A thread is *inside*
/// while it works with slots; the last one to leave a run that has ended gives their memory back.
final class GraphExecution implements FeatureReadExecution.Values {
    private static final Logger LOG = LoggerFactory.getLogger(GraphExecution.class);

    static final Problem STOPPED =
            Problem.of(
                    ProblemCode.DRAINING,
                    "the server is stopping (expected: one that takes requests)",
                    "send it to another server, or again when this one is back");

    /// Followed by the age of a precomputed answer in seconds.
    private static final String AGE_ANNOTATION = "age:";

    private final CompiledEndpoint plan;
    private final EndpointContext context;
    private final PredictionRequest request;
    private final GraphExecutionCallback outcome;
    private final @Nullable InlineExecutor inline;
    private final @Nullable Thread inlineThread;
    private final ExecutionSlots values;
    private final StepProgress progress;
    private int inside;
    private boolean ended;
    private final List<RequestHandle> tickets = new ArrayList<>(2);
    private List<String> annotations = List.of();
    private ResponseCache.@Nullable Flight flight;

    /// Those that were made before the flight, by guards on the input.
    private int annotationsBefore;

    /// @param plan one by itself: its alternatives are ignored
    /// @param request with the inputs of one record, which belong to this from now on
    /// @param inline of the calling thread, if it is that of one
    GraphExecution(
            CompiledEndpoint plan,
            EndpointContext context,
            PredictionRequest request,
            GraphExecutionCallback outcome,
            @Nullable InlineExecutor inline) {
        this.plan = plan;
        this.context = context;
        this.request = request;
        this.outcome = outcome;
        this.inline = inline;
        this.inlineThread = inline == null ? null : Thread.currentThread();
        this.values = new ExecutionSlots(plan.program(), context.serving().pool());
        this.progress = new StepProgress(plan.program().steps());
    }

    /// Begins. Never blocks; the outcome may come before this returns.
    void start() {
        inside(
                () -> {
                    takeInputs();
                    if (GuardEvaluator.passAll(this, plan.program().inputGuards())) {
                        proceed();
                    }
                });
    }

    private void proceed() {
        switch (plan.strategy()) {
            case ResponseStrategy.Steps steps -> {
                if (plan.precomputed().isPresent()
                        && context.precomputed().isPresent()
                        && !request.isBackground()
                        && request.session() == null) {
                    plan.precomputed().get().answer(this, context.precomputed().get());
                } else {
                    compute();
                }
            }
            case ResponseStrategy.Kept(Duration ageMax) ->
                    plan.cache().orElseThrow().answerKept(this, ageMax);
            case ResponseStrategy.Rule(var computed) ->
                    answerBy(computed, evaluateAnswer(computed));
        }
    }

    /// Goes on with the steps, or with what the response cache has.
    void compute() {
        // Foreground callers must not wait for background executions.
        // An answer of a session depends on the requests before.
        if (plan.cache().isPresent() && !request.isBackground() && request.session() == null) {
            plan.cache().get().answer(this);
        } else {
            startSteps();
        }
    }

    private void takeInputs() {
        var inputs = plan.signature().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(i, request.inputs().take(inputs.get(i).name()).orElseThrow());
        }
    }

    /// Starts those without needs, after which the others follow.
    void startSteps() {
        progress.first().forEach(this::startStep);
    }

    private void startStep(int index) {
        try {
            new StepExecution(this, index).start();
        } catch (RuntimeException | Error e) {
            fail(defect(e));
        }
    }

    /// The outputs of a step are in their slots. Expressions over them are evaluated where they
    /// hold up no other request.
    void stepDone(int index) {
        if (inlineHere() == null || !plan.isLong(values.byteCount())) {
            goOnAfter(index);
            return;
        }
        try {
            serving().execute(() -> inside(() -> goOnAfter(index)));
        } catch (RejectedExecutionException stopped) {
            fail(STOPPED);
        }
    }

    private void goOnAfter(int index) {
        List<Integer> ready = progress.done(index);
        if (ready == null) {
            finish();
        } else {
            ready.forEach(this::startStep);
        }
    }

    private void finish() {
        try {
            putOutputs();
            if (GuardEvaluator.passAll(this, plan.program().outputGuards())) {
                ObjectListCheck.requireAgreement(
                        plan.signature(),
                        plan.program().answerSlots().stream().map(values::at).toList());
                answer();
            }
        } catch (ProblemException e) {
            // Of no step, so that no values stand in for it.
            fail(e.problem());
        }
    }

    private void putOutputs() {
        for (CompiledGraph.Output output : plan.program().outputs()) {
            if (output.source().isPresent()) {
                values.put(output.slot(), values.at(output.source().get()).share());
            } else {
                values.compute(output.computed().orElseThrow());
            }
        }
    }

    /// Ends the run with what is in the slots of the answer.
    void answer() {
        var answer = new NamedTensors();
        var outputs = plan.signature().outputs();
        for (int i = 0; i < outputs.size(); i++) {
            answer.put(
                    outputs.get(i).name(), values.at(plan.program().answerSlots().get(i)).share());
        }
        if (!end()) {
            answer.close();
            return;
        }
        ResponseCache.Flight led = flight();
        if (led != null) {
            led.succeeded(answer, annotations().subList(annotationsBefore, annotations().size()));
        }
        outcome.answered(answer, annotations());
    }

    /// Ends the run with an answer that was made for an equal record.
    void answer(CachedResponse kept) {
        kept.annotations().forEach(this::annotate);
        annotate("cached:" + name());
        NamedTensors answer = kept.toTensors(pool());
        if (end()) {
            outcome.onCachedResponse(answer, annotations());
        } else {
            answer.close();
        }
    }

    /// Ends the run with a precomputed answer, which is taken over.
    ///
    /// @param annotation that says so; the age follows
    void answer(PrecomputedLookup.Found found, String annotation) {
        found.annotations().forEach(this::annotate);
        annotate(annotation);
        annotate(AGE_ANNOTATION + Math.max(0, found.age().toSeconds()));
        if (end()) {
            outcome.onCachedResponse(found.answer(), annotations());
        } else {
            found.answer().close();
        }
    }

    /// What expressions give for an answer, which the caller closes or answers by.
    ///
    /// @throws ProblemException `pipeline-step-failed` if one has no value for this record
    List<Tensor> evaluateAnswer(List<CompiledOperation.Computed> computed) {
        List<Tensor> answer = values.evaluateAll(computed);
        try {
            ObjectListCheck.requireAgreement(plan.signature(), answer);
            return answer;
        } catch (RuntimeException | Error e) {
            answer.forEach(Tensor::close);
            throw e;
        }
    }

    /// Ends the run with these values, which are taken over.
    void answerBy(List<CompiledOperation.Computed> computed, List<Tensor> answer) {
        for (int i = 0; i < answer.size(); i++) {
            values.replace(computed.get(i).slot(), answer.get(i));
        }
        answer();
    }

    /// Others wait for the result of this.
    void lead(ResponseCache.Flight led) {
        boolean late;
        synchronized (this) {
            flight = led;
            annotationsBefore = annotations.size();
            late = ended;
        }
        if (late) {
            led.failed();
        }
    }

    private synchronized ResponseCache.@Nullable Flight flight() {
        return flight;
    }

    void onCacheLookup(CacheLookupResult result) {
        context.listener().onCacheLookup(name(), result, request.id());
    }

    void onPrecomputedLookup(PrecomputedLookupResult result) {
        context.listener().onPrecomputedLookup(name(), result, request.id());
    }

    /// Whether a thread may work with slots; it then has to [#leave].
    synchronized boolean enter() {
        if (ended) {
            return false;
        }
        inside++;
        return true;
    }

    /// Does something inside the run, if it has not ended.
    void inside(Runnable task) {
        if (!enter()) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            fail(defect(e));
        } finally {
            leave();
        }
    }

    void leave() {
        synchronized (this) {
            if (--inside > 0 || !ended) {
                return;
            }
        }
        values.close();
        request.inputs().close();
    }

    /// Whether this thread is the one that ends the run.
    private synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        return true;
    }

    /// Ends the run with a problem, unless it has ended.
    void fail(Problem problem) {
        end(problem, () -> outcome.failed(problem));
    }

    /// Ends the run as a guard will not have its answer, unless it has ended.
    void fallBack(Problem problem) {
        end(problem, () -> outcome.onFallback(problem));
    }

    private void end(Problem problem, Runnable tell) {
        List<RequestHandle> inFlight;
        ResponseCache.Flight led;
        synchronized (this) {
            if (!end()) {
                return;
            }
            inFlight = List.copyOf(tickets);
            led = flight;
        }
        inFlight.forEach(ticket -> ticket.cancel(problem));
        tell.run();
        if (led != null) {
            led.failed();
        }
    }

    Problem defect(Throwable failure) {
        if (failure instanceof ProblemException problem) {
            return problem.problem();
        }
        LOG.error("endpoint {}, request {}", name(), request.id(), failure);
        return Problem.of(
                ProblemCode.INTERNAL_ERROR,
                "endpoint " + name() + " failed: " + failure,
                "report this with the request that caused it");
    }

    /// Gives it up, from whatever thread.
    void cancel(Problem reason) {
        inside(() -> fail(reason));
    }

    /// Adds an annotation of the answer.
    synchronized void annotate(String annotation) {
        if (annotations.isEmpty()) {
            annotations = new ArrayList<>(2);
        }
        annotations.add(annotation);
    }

    private synchronized List<String> annotations() {
        return annotations;
    }

    /// What is known so far, of a run that may still continue.
    synchronized List<String> annotationsSoFar() {
        return List.copyOf(annotations);
    }

    /// As [GraphExecutionCallback#recorder].
    @Override
    public @Nullable PredictionRecorder recorder() {
        return outcome.recorder();
    }

    /// Keeps a call that a step made, so that it is given up with the run.
    void made(RequestHandle ticket, Problem late) {
        synchronized (this) {
            if (!ended) {
                tickets.add(ticket);
                return;
            }
        }
        ticket.cancel(late);
    }

    ExecutionSlots values() {
        return values;
    }

    CompiledEndpoint plan() {
        return plan;
    }

    EndpointContext context() {
        return context;
    }

    ModelServer serving() {
        return context.serving();
    }

    @Override
    public Tensor at(int slot) {
        return values.at(slot);
    }

    @Override
    public Object evaluate(Expression expression) throws Expression.FailedException {
        return expression.evaluate(values::referred, 0, values.work());
    }

    @Override
    public TensorPool pool() {
        return context.serving().pool();
    }

    PredictionRequest request() {
        return request;
    }

    EndpointName name() {
        return plan.description().name();
    }

    /// The inline executor, if this is its thread.
    @Nullable InlineExecutor inlineHere() {
        return Thread.currentThread() == inlineThread ? inline : null;
    }
}
