package dev.berth.serving;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Signature;
import dev.berth.events.PredictionEvents;
import dev.berth.events.PredictionRecorder;
import dev.berth.events.PredictionStage;
import dev.berth.events.PredictionTarget;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import dev.berth.serving.request.TraceContextProvider;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A lease of a model that publishes its predictions as events.
final class PublishingLease implements Lease {
    private final Lease lease;
    private final PredictionEvents events;

    PublishingLease(Lease lease, PredictionEvents events) {
        this.lease = lease;
        this.events = events;
    }

    @Override
    public ModelReference model() {
        return lease.model();
    }

    @Override
    public Signature signature() {
        return lease.signature();
    }

    @Override
    public RequestLimit limit() {
        return lease.limit();
    }

    @Override
    public int recordsPerExecutionMax() {
        return lease.recordsPerExecutionMax();
    }

    @Override
    public boolean supportsInlineExecution() {
        return lease.supportsInlineExecution();
    }

    @Override
    public boolean keepsState() {
        return lease.keepsState();
    }

    @Override
    public long timeoutNanos() {
        return lease.timeoutNanos();
    }

    @Override
    public @Nullable Problem refuseUnread(Supplier<String> requestId, TraceContextProvider caller) {
        Problem problem = lease.refuseUnread(requestId, caller);
        if (problem != null) {
            PredictionRecorder recorder =
                    events.begin(
                            PredictionTarget.Kind.MODEL,
                            model(),
                            signature(),
                            requestId.get(),
                            caller.consumer(),
                            null);
            if (recorder != null) {
                recorder.failed(problem, List.of(), List.of());
            }
        }
        return problem;
    }

    @Override
    public RequestHandle submit(PredictionRequest request, PredictionCallback reply) {
        return submit(request, reply, published -> lease.submit(request, published));
    }

    @Override
    public RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, InlineExecutor inline) {
        return submit(request, reply, published -> lease.submit(request, published, inline));
    }

    private RequestHandle submit(
            PredictionRequest request,
            PredictionCallback reply,
            Function<PredictionCallback, RequestHandle> submit) {
        PredictionRecorder recorder =
                events.begin(
                        PredictionTarget.Kind.MODEL,
                        model(),
                        signature(),
                        request.id(),
                        request.trace().consumer(),
                        request.inputs());
        if (recorder == null) {
            return submit.apply(reply);
        }
        var publishing = new Publishing(recorder, reply);
        try {
            RequestHandle handle = submit.apply(publishing);
            publishing.handle = handle;
            return handle;
        } catch (IllegalStateException usedBefore) {
            recorder.discard();
            throw usedBefore;
        }
    }

    @Override
    public Lease fork() {
        return new PublishingLease(lease.fork(), events);
    }

    @Override
    public void close() {
        lease.close();
    }

    /// Callback that publishes the event before it continues.
    private static final class Publishing implements PredictionCallback {
        private final PredictionRecorder recorder;
        private final PredictionCallback reply;

        /// Null for a request that failed while it was submitted.
        private volatile @Nullable RequestHandle handle;

        Publishing(PredictionRecorder recorder, PredictionCallback reply) {
            this.recorder = recorder;
            this.reply = reply;
        }

        @Override
        public void succeed(Prediction prediction) {
            recorder.succeeded(
                    prediction.outputs(), prediction.annotations(), stages(prediction.timings()));
            reply.succeed(prediction);
        }

        @Override
        public void fail(Problem problem) {
            RequestHandle submitted = handle;
            recorder.failed(
                    problem,
                    List.of(),
                    submitted == null ? List.of() : stages(submitted.timings()));
            reply.fail(problem);
        }
    }

    private static List<PredictionStage> stages(Timings timings) {
        return List.of(
                stage("queue", timings.queueNanos()),
                stage("encode", timings.encodeNanos()),
                stage("execute", timings.executeNanos()),
                stage("decode", timings.decodeNanos()));
    }

    private static PredictionStage stage(String name, long nanos) {
        return new PredictionStage(name, Duration.ofNanos(nanos));
    }
}
