package dev.berth.endpoint.execution;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.telemetry.ServiceLevels;
import dev.berth.events.PredictionRecorder;
import dev.berth.events.PredictionStage;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// Execution of one record of an endpoint from its admission to its response: it waits for room in
/// the bulkhead and runs; if that fails, fallbacks are tried in order until one responds.
final class RecordExecution implements RequestHandle {
    private final CompiledEndpoint plan;
    private final CompiledEndpoint whole;
    private final @Nullable ShadowSampler shadows;
    private final @Nullable Bulkhead bulkhead;
    private final EndpointContext context;
    private final PredictionRequest request;
    private final RecordCallback outcome;
    private final @Nullable InlineExecutor inline;
    private final @Nullable Thread inlineThread;
    private final String annotation;
    private final @Nullable PredictionRecorder recorder;
    private final long startNanos;
    private volatile long endNanos = Timings.NOT_REACHED;

    /// When it began within the bulkhead.
    private long begunNanos = Timings.NOT_REACHED;

    private boolean over;
    private @Nullable GraphExecution run;
    private @Nullable Problem givenUp;

    /// What the caller sent, for fallbacks; null where there are none.
    private @Nullable NamedTensors sent;

    /// @param plan of the variant that the record meets
    /// @param whole the endpoint's, whose bulkhead, shadows and fallbacks are those of all its
    ///   variants
    /// @param annotation of what was chosen for the record; empty for none
    /// @param request with the inputs of one record, which belong to this from now on
    /// @param inline of the calling thread, if it is that of one
    /// @param recorder of the event; null if there is none
    RecordExecution(
            CompiledEndpoint plan,
            CompiledEndpoint whole,
            String annotation,
            EndpointContext context,
            PredictionRequest request,
            RecordCallback outcome,
            @Nullable InlineExecutor inline,
            @Nullable PredictionRecorder recorder) {
        this.recorder = recorder;
        this.plan = plan;
        this.whole = whole;
        this.annotation = annotation;
        // Both are for the records of callers.
        boolean none = request.isBackground();
        this.shadows =
                none || whole.alternatives().shadows().isEmpty()
                        ? null
                        : new ShadowSampler(whole.alternatives().shadows());
        this.bulkhead = none ? null : whole.bulkhead().orElse(null);
        this.context = context;
        this.startNanos = context.nanoTime();
        this.request = request;
        this.outcome = outcome;
        this.inline = inline;
        this.inlineThread = inline == null ? null : Thread.currentThread();
    }

    /// Begins, or waits until there is room. Never blocks; the outcome may come before this
    /// returns.
    void start() {
        if (bulkhead == null) {
            begin();
        } else {
            bulkhead.enter(this);
        }
    }

    /// Begins if it has not ended, and leaves the bulkhead when it does.
    ///
    /// @return false if it has
    boolean beginWithin() {
        synchronized (this) {
            if (over) {
                return false;
            }
            begunNanos = context.nanoTime();
        }
        if (context.nanoTime() - request.deadlineNanos() > 0) {
            refuse(Bulkhead.LATE);
        } else {
            letGoOn(this::begin);
        }
        return true;
    }

    private void begin() {
        GraphExecution first;
        synchronized (this) {
            if (over) {
                // Another record of the same request has failed.
                return;
            }
            if (shadows != null) {
                shadows.keep(request.inputs());
            }
            if (!whole.alternatives().fallbacks().isEmpty()) {
                sent = ShadowTrafficRunner.shared(request.inputs());
            }
            first = new GraphExecution(plan, context, request, new Outcome(0), inlineHere());
            run = first;
        }
        if (!annotation.isEmpty()) {
            first.annotate(annotation);
        }
        first.start();
    }

    /// The inline executor, if this is its thread.
    private @Nullable InlineExecutor inlineHere() {
        return Thread.currentThread() == inlineThread ? inline : null;
    }

    /// Callback of one graph execution.
    private final class Outcome implements GraphExecutionCallback {
        /// How many fallbacks have been tried.
        private final int tried;

        private final @Nullable Problem first;

        Outcome(int tried) {
            this(tried, null);
        }

        /// @param first why there is a fallback at all
        Outcome(int tried, @Nullable Problem first) {
            this.tried = tried;
            this.first = first;
        }

        @Override
        public void answered(NamedTensors answer, List<String> annotations) {
            if (!end()) {
                answer.close();
                return;
            }
            if (shadows != null && tried == 0) {
                shadows.offer(RecordExecution.this, answer, endNanos - startNanos);
            }
            tell(answer, annotations);
        }

        @Override
        public void onCachedResponse(NamedTensors answer, List<String> annotations) {
            if (end()) {
                tell(answer, annotations);
            } else {
                answer.close();
            }
        }

        @Override
        public @Nullable PredictionRecorder recorder() {
            return recorder;
        }

        private void tell(NamedTensors answer, List<String> annotations) {
            ended(true);
            if (recorder != null) {
                recorder.succeeded(answer, annotations, stages());
            }
            plan.description()
                    .serviceLevel()
                    .ifPresent(
                            level ->
                                    ServiceLevels.answered(
                                            level,
                                            name(),
                                            endNanos - startNanos,
                                            context.listener()));
            outcome.answered(answer, timings(), annotations);
            leave();
        }

        @Override
        public void failed(Problem problem) {
            if (isToBeAnswered(problem)) {
                onFallback(problem);
            } else {
                refuse(first == null ? problem : first);
            }
        }

        @Override
        public void onFallback(Problem problem) {
            if (tried == whole.alternatives().fallbacks().size()) {
                refuse(first == null ? problem : first);
            } else {
                fallBack(tried, first == null ? problem : first, problem);
            }
        }
    }

    /// Whether a failure is the endpoint's own. The caller's own errors are reported to it, and
    /// without its guards there is no answer.
    private boolean isToBeAnswered(Problem problem) {
        if (request.isBackground() && ModelCall.isForWantOfTime(problem)) {
            return false;
        }
        return switch (problem.code()) {
            case GUARD_ERROR, DRAINING -> false;
            default -> problem.code().category() != ProblemCategory.CALLER;
        };
    }

    /// Runs a fallback.
    ///
    /// @param why there is a fallback at all
    /// @param last why it is this one
    private void fallBack(int index, Problem why, Problem last) {
        CompiledAlternatives.Fallback fallback = whole.alternatives().fallbacks().get(index);
        GraphExecution next;
        Problem reason;
        synchronized (this) {
            if (over) {
                return;
            }
            reason = givenUp;
            NamedTensors inputs = sent;
            if (reason != null || inputs == null) {
                next = null;
            } else {
                next =
                        new GraphExecution(
                                fallback.source().instead(plan),
                                context,
                                request.part(ShadowTrafficRunner.shared(inputs)),
                                new Outcome(index + 1, why),
                                inlineHere());
                run = next;
            }
        }
        if (next == null) {
            refuse(reason == null ? why : reason);
            return;
        }
        context.listener().onFallback(name(), fallback.name(), request.id(), last);
        next.annotate("fallback:" + fallback.name());
        letGoOn(next::start);
    }

    /// Evaluates expressions on the current thread, such as an event loop, if that is quick, and on
    /// another otherwise.
    private void letGoOn(Runnable work) {
        if (!whole.isLong(request.inputs().byteCount())) {
            work.run();
            return;
        }
        try {
            context.serving().execute(work);
        } catch (RejectedExecutionException stopped) {
            refuse(GraphExecution.STOPPED);
        }
    }

    /// Ends without an answer, unless it has ended.
    void refuse(Problem problem) {
        if (!end()) {
            return;
        }
        ended(false);
        if (recorder != null) {
            recorder.failed(problem, annotationsSoFar(), stages());
        }
        plan.description()
                .serviceLevel()
                .ifPresent(
                        level -> ServiceLevels.failed(level, name(), problem, context.listener()));
        outcome.failed(problem);
        leave();
    }

    private boolean end() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
            endNanos = context.nanoTime();
        }
        return true;
    }

    private void ended(boolean isAnswered) {
        context.listener()
                .onRecordCompleted(name(), request.id(), endNanos - startNanos, isAnswered);
    }

    /// What was annotated before there was a problem: the guard that rejects a record is among it.
    private synchronized List<String> annotationsSoFar() {
        if (run != null) {
            return run.annotationsSoFar();
        }
        return annotation.isEmpty() ? List.of() : List.of(annotation);
    }

    private synchronized List<PredictionStage> stages() {
        long begun = begunNanos;
        if (begun == Timings.NOT_REACHED) {
            begun = run == null ? endNanos : startNanos;
        }
        return List.of(
                new PredictionStage("queue", Duration.ofNanos(begun - startNanos)),
                new PredictionStage("execute", Duration.ofNanos(endNanos - begun)));
    }

    /// Gives back what it has, as it has ended.
    private void leave() {
        NamedTensors kept;
        long begun;
        boolean isRun;
        synchronized (this) {
            kept = sent;
            sent = null;
            begun = begunNanos;
            isRun = run != null;
        }
        if (kept != null) {
            kept.close();
        }
        if (!isRun) {
            request.inputs().close();
        }
        if (shadows != null) {
            shadows.close();
        }
        if (bulkhead != null && begun != Timings.NOT_REACHED) {
            bulkhead.left(request.flow(), endNanos - begun);
        }
    }

    @Override
    public void cancel(Problem reason) {
        GraphExecution running;
        synchronized (this) {
            givenUp = reason;
            running = run;
        }
        if (running == null) {
            refuse(reason);
        } else {
            running.cancel(reason);
        }
    }

    /// All of it counts as its execution.
    @Override
    public Timings timings() {
        long end = endNanos;
        return new Timings(startNanos, startNanos, startNanos, startNanos, end, end, end, 1, 1, 1);
    }

    EndpointName name() {
        return plan.description().name();
    }

    PredictionRequest request() {
        return request;
    }

    EndpointContext context() {
        return context;
    }
}
