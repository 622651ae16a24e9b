package dev.berth.endpoint;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.Lane;
import dev.berth.serving.PredictionRequest;
import dev.berth.serving.Serving;
import dev.berth.serving.Ticket;
import dev.berth.serving.Timings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One record on its way through a plan.
///
/// Every value has a slot. Steps whose needs are met are started by whoever met them: the thread
/// that submits, or one that brings the answer to an earlier step. A thread is *inside* while it
/// works with slots; the last one to leave a run that has ended gives their memory back.
final class Run implements Ticket {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    private final Plan plan;
    private final @Nullable RunShadows shadows;
    private final Surroundings surroundings;
    private final PredictionRequest request;
    private final RunOutcome outcome;
    private final @Nullable Lane lane;
    private final @Nullable Thread laneThread;
    private final long startNanos = System.nanoTime();
    private final RunValues values;

    /// Steps that each step still waits for.
    private final int[] awaited;

    private int open;
    private int inside;
    private boolean ended;
    private final List<Ticket> tickets = new ArrayList<>(2);
    private List<String> remarks = List.of();
    private AnswerCache.@Nullable Flight flight;

    /// Those that were made before the flight, by guards on the input.
    private int remarksBefore;

    private volatile long endNanos = Timings.NOT_REACHED;

    /// A run of the plan, or of the variant that the record meets.
    ///
    /// @param variant that the caller names; null if it names none
    /// @param request with the inputs of one record, which belong to this from now on
    /// @param lane of the calling thread, if it is that of one
    /// @throws ProblemException `step-failed` if the record does not tell its variant,
    ///   `parameter-invalid` if it names one that there is not; the inputs are the caller's then
    static Run of(
            Plan plan,
            @Nullable String variant,
            Surroundings surroundings,
            PredictionRequest request,
            RunOutcome outcome,
            @Nullable Lane lane) {
        if (plan.split().isEmpty()) {
            return new Run(plan, plan.shadows(), surroundings, request, outcome, lane);
        }
        Split split = plan.split().get();
        Split.Variant met = variant == null ? split.choose(request.inputs()) : split.named(variant);
        var run = new Run(met.plan(), plan.shadows(), surroundings, request, outcome, lane);
        run.remark("variant:" + met.name());
        surroundings.listener().divided(run.name(), met.name(), request.id());
        return run;
    }

    /// A run of the plan as it is, compared with nothing.
    static Run alone(
            Plan plan, Surroundings surroundings, PredictionRequest request, RunOutcome outcome) {
        return new Run(plan, List.of(), surroundings, request, outcome, null);
    }

    private Run(
            Plan plan,
            List<Plan.Shadow> shadows,
            Surroundings surroundings,
            PredictionRequest request,
            RunOutcome outcome,
            @Nullable Lane lane) {
        this.plan = plan;
        this.shadows = shadows.isEmpty() ? null : new RunShadows(shadows);
        this.surroundings = surroundings;
        this.request = request;
        this.outcome = outcome;
        this.lane = lane;
        this.laneThread = lane == null ? null : Thread.currentThread();
        this.values = new RunValues(plan, surroundings.serving().pool());
        this.awaited = new int[plan.steps().size()];
        this.open = plan.steps().size();
    }

    /// Begins. Never blocks; the outcome may come before this returns.
    void start() {
        // Not if another record of the same request has failed.
        inside(
                () -> {
                    takeInputs();
                    if (new GuardRun(this).askAll(plan.inputGuards())) {
                        if (plan.cache().isPresent()) {
                            plan.cache().get().answer(this);
                        } else {
                            startSteps();
                        }
                    }
                });
    }

    private void takeInputs() {
        if (shadows != null) {
            shadows.keep(request.inputs());
        }
        var inputs = plan.signature().inputs();
        for (int i = 0; i < inputs.size(); i++) {
            values.put(i, request.inputs().take(inputs.get(i).name()).orElseThrow());
        }
    }

    /// Starts those without needs, after which the others follow.
    void startSteps() {
        List<PlanStep> steps = plan.steps();
        for (int i = 0; i < steps.size(); i++) {
            awaited[i] = steps.get(i).needs().size();
        }
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i).needs().isEmpty()) {
                startStep(i);
            }
        }
    }

    private void startStep(int index) {
        try {
            new StepRun(this, index).start();
        } catch (RuntimeException | Error e) {
            fail(defect(e));
        }
    }

    /// The outputs of a step are in their slots.
    void stepDone(int index) {
        List<Integer> ready = new ArrayList<>(2);
        boolean all;
        synchronized (this) {
            all = --open == 0;
            List<PlanStep> steps = plan.steps();
            for (int i = index + 1; i < steps.size(); i++) {
                if (steps.get(i).needs().contains(index) && --awaited[i] == 0) {
                    ready.add(i);
                }
            }
        }
        if (all) {
            finish();
        } else {
            ready.forEach(this::startStep);
        }
    }

    private void finish() {
        try {
            putOutputs();
            if (new GuardRun(this).askAll(plan.outputGuards())) {
                ListSizes.requireAgreement(
                        plan.signature(), plan.answerSlots().stream().map(values::at).toList());
                answer();
            }
        } catch (ProblemException e) {
            // Of no step, so that no values stand in for it.
            fail(e.problem());
        }
    }

    private void putOutputs() {
        for (Plan.Output output : plan.outputs()) {
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
            answer.put(outputs.get(i).name(), values.at(plan.answerSlots().get(i)).share());
        }
        if (!end()) {
            answer.close();
            return;
        }
        AnswerCache.Flight led = flight();
        if (led != null) {
            led.succeeded(answer, remarks().subList(remarksBefore, remarks().size()));
        }
        if (shadows != null) {
            shadows.offer(this, answer, endNanos - startNanos);
        }
        answered(answer);
    }

    /// Ends the run with an answer that was made for an equal record.
    void answer(CachedAnswer kept) {
        kept.remarks().forEach(this::remark);
        remark("cached:" + name());
        NamedTensors answer = kept.toTensors(pool());
        if (end()) {
            answered(answer);
        } else {
            answer.close();
        }
    }

    private void answered(NamedTensors answer) {
        surroundings.listener().ended(name(), request.id(), endNanos - startNanos, true);
        outcome.answered(answer, timings(), remarks());
    }

    /// Others wait for what comes of this.
    void lead(AnswerCache.Flight led) {
        boolean late;
        synchronized (this) {
            flight = led;
            remarksBefore = remarks.size();
            late = ended;
        }
        if (late) {
            led.failed();
        }
    }

    private synchronized AnswerCache.@Nullable Flight flight() {
        return flight;
    }

    void looked(CacheLook look) {
        surroundings.listener().looked(name(), look, request.id());
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
        if (shadows != null) {
            shadows.close();
        }
    }

    /// Whether this thread is the one that ends the run.
    private synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        endNanos = System.nanoTime();
        return true;
    }

    /// Ends the run with a problem, unless it has ended.
    void fail(Problem problem) {
        List<Ticket> underWay;
        AnswerCache.Flight led;
        synchronized (this) {
            if (!end()) {
                return;
            }
            underWay = List.copyOf(tickets);
            led = flight;
        }
        underWay.forEach(ticket -> ticket.cancel(problem));
        surroundings.listener().ended(name(), request.id(), endNanos - startNanos, false);
        outcome.failed(problem);
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

    @Override
    public void cancel(Problem reason) {
        inside(() -> fail(reason));
    }

    /// Adds what is to be known of the answer.
    synchronized void remark(String remark) {
        if (remarks.isEmpty()) {
            remarks = new ArrayList<>(2);
        }
        remarks.add(remark);
    }

    private synchronized List<String> remarks() {
        return remarks;
    }

    /// All of a run counts as its execution.
    @Override
    public Timings timings() {
        long end = endNanos;
        return new Timings(startNanos, startNanos, startNanos, startNanos, end, end, end, 1, 1, 1);
    }

    /// Keeps a call that a step made, so that it is given up with the run.
    void made(Ticket ticket, Problem late) {
        synchronized (this) {
            if (!ended) {
                tickets.add(ticket);
                return;
            }
        }
        ticket.cancel(late);
    }

    RunValues values() {
        return values;
    }

    Plan plan() {
        return plan;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Serving serving() {
        return surroundings.serving();
    }

    TensorPool pool() {
        return surroundings.serving().pool();
    }

    PredictionRequest request() {
        return request;
    }

    EndpointName name() {
        return plan.description().name();
    }

    /// The lane, if this is its thread.
    @Nullable Lane laneHere() {
        return Thread.currentThread() == laneThread ? lane : null;
    }
}
