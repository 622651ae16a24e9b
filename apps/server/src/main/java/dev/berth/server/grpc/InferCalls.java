package dev.berth.server.grpc;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SessionPosition;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.protocol.grpc.InferMessageCodec;
import dev.berth.protocol.oip.InferRequest;
import dev.berth.protocol.oip.InferResponse;
import dev.berth.protocol.oip.SequenceParameters;
import dev.berth.server.auth.QuotaPermit;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.inference.LeaseRequester;
import dev.berth.server.inference.ModelTarget;
import dev.berth.server.inference.OffloadPolicy;
import dev.berth.server.inference.PendingPrediction;
import dev.berth.server.inference.PredictionResultHandler;
import dev.berth.server.inference.Predictions;
import dev.berth.server.inference.RequestContext;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The handlers of prediction calls: `ModelInfer` and `ModelStreamInfer`.
final class InferCalls {
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    static final Problem CANCELLED =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "the caller cancelled the call",
                    "wait for the answer, or allow less time");

    private final EventLoopContext loop;
    private final GrpcServerContext context;
    private final Predictions predictions;
    private final OpenCalls open;

    InferCalls(EventLoopContext loop, GrpcServerContext context, OpenCalls open) {
        this.loop = loop;
        this.context = context;
        this.predictions = context.predictions();
        this.open = open;
    }

    CallHandler<ModelInferRequest> infer(ServerCall<ModelInferRequest, ModelInferResponse> call) {
        return new Single(call);
    }

    CallHandler<ModelInferRequest> stream(
            ServerCall<ModelInferRequest, ModelStreamInferResponse> call) {
        return new InferStream(this, call, context, open, loop.bytes());
    }

    /// Sends one message's prediction, perhaps after its model has been loaded. The answer is
    /// notified of it unless it failed before.
    ///
    /// @param messageBytes the message's size
    void predict(
            ModelInferRequest message,
            long messageBytes,
            CallTelemetry facts,
            ServerCall<?, ?> call,
            Answer answer) {
        var request = new Reading(message, messageBytes, facts, call, answer);
        try {
            call.access().identifyMessage();
            call.access().requireMayCall(message.getModelName());
            QuotaPermit taken = call.access().ofMessage();
            facts.takes(taken);
            call.access().count(taken, message.getModelName());
            request.findDeadline();
            predictions.acquire(
                    loop,
                    ModelTarget.of(message.getModelName(), message.getModelVersion()),
                    request);
        } catch (RuntimeException | Error e) {
            request.failed(e);
        }
    }

    /// A message that waits for its lease to be read.
    private final class Reading implements LeaseRequester {
        private final ModelInferRequest message;
        private final long messageBytes;
        private final CallTelemetry facts;
        private final ServerCall<?, ?> call;
        private final Answer answer;
        private OptionalLong deadlineNanos;

        Reading(
                ModelInferRequest message,
                long messageBytes,
                CallTelemetry facts,
                ServerCall<?, ?> call,
                Answer answer) {
            this.message = message;
            this.messageBytes = messageBytes;
            this.facts = facts;
            this.call = call;
            this.deadlineNanos = call.deadlineNanos();
            this.answer = answer;
        }

        @Override
        public RequestContext context() {
            return facts;
        }

        @Override
        public @Nullable String variant() {
            return call.headers().get(VARIANT);
        }

        /// The call's, or else what the message says.
        ///
        /// @throws ProblemException `parameter-invalid`
        void findDeadline() {
            if (deadlineNanos.isEmpty()) {
                deadlineNanos =
                        Predictions.deadlineNanos(
                                facts.startNanos(), InferMessageCodec.timeoutMillis(message));
            }
        }

        @Override
        public OptionalLong deadlineNanos() {
            return deadlineNanos;
        }

        @Override
        public void leased(Lease lease) {
            facts.setModel(lease.model());
            if (OffloadPolicy.isLongToCopy(messageBytes)) {
                loop.executeOnWorker(
                        () -> read(message, lease),
                        request -> readOnWorker(request, lease),
                        failure -> {
                            lease.close();
                            failed(failure);
                        });
                return;
            }
            try {
                answer.sent(submit(read(message, lease), lease));
            } catch (RuntimeException | Error e) {
                lease.close();
                throw e;
            }
        }

        private void readOnWorker(InferRequest request, Lease lease) {
            if (isGivenUp()) {
                request.close();
                lease.close();
                return;
            }
            try {
                answer.sent(submit(request, lease));
            } catch (RuntimeException | Error e) {
                lease.close();
                failed(e);
            }
        }

        /// Takes over the request; the lease only if it returns.
        private PendingPrediction submit(InferRequest request, Lease lease) {
            List<NamedTensors> groups = List.of(request.inputs());
            @Nullable SessionPosition session;
            try {
                session = SequenceParameters.read(request.parameters());
                predictions.requireAnswerable(lease, groups);
                facts.countRecords(call.access(), Predictions.records(lease, groups));
            } catch (RuntimeException | Error e) {
                request.close();
                throw e;
            }
            var outcome =
                    new Writing(
                            loop,
                            facts,
                            request,
                            lease.signature(),
                            answer,
                            predictions.answerBytesMax());
            var pending =
                    predictions.submit(loop, lease, facts, groups, deadlineNanos, session, outcome);
            facts.sent(pending);
            return pending;
        }

        @Override
        public void refused(ModelReference model, Problem problem) {
            facts.setModel(model);
            facts.failed(problem, answer);
        }

        @Override
        public void failed(Throwable failure) {
            facts.failed(Statuses.problem(failure, "request " + facts.requestId()), answer);
        }

        @Override
        public boolean isGivenUp() {
            boolean gone = answer.isGivenUp();
            if (gone) {
                facts.failed(CANCELLED, answer);
            }
            return gone;
        }
    }

    private InferRequest read(ModelInferRequest message, Lease lease) {
        return InferMessageCodec.read(
                message, lease.signature(), lease.limit(), predictions.serving().pool());
    }

    /// Callback for the response to one message; exactly one of [#answer] and [#fail] is called,
    /// once.
    interface Answer {
        /// The prediction is in flight, and perhaps answered.
        void sent(PendingPrediction prediction);

        /// Whether the caller is gone.
        boolean isGivenUp();

        /// Gives the answer.
        ///
        /// @param traceresponse the trace header for the caller, if there is one
        void answer(ModelInferResponse response, @Nullable String traceresponse);

        /// Fails it.
        ///
        /// @param traceresponse the trace header for the caller, if there is one
        void fail(Problem problem, @Nullable String traceresponse);
    }

    /// A call with one message and one answer.
    private final class Single implements CallHandler<ModelInferRequest>, Answer {
        private final ServerCall<ModelInferRequest, ModelInferResponse> call;
        private String requestId = "";
        private @Nullable PendingPrediction pending;
        private boolean over;

        Single(ServerCall<ModelInferRequest, ModelInferResponse> call) {
            this.call = call;
        }

        @Override
        public void take(ModelInferRequest message) {
            var _ = call.claim();
            var facts =
                    CallTelemetry.begin(context, INFER, call, call.startNanos(), message.getId());
            requestId = facts.requestId();
            call.setRequestId(requestId);
            predict(message, call.messageBytes(), facts, call, this);
        }

        @Override
        public void sent(PendingPrediction prediction) {
            pending = prediction;
        }

        @Override
        public boolean isGivenUp() {
            return over;
        }

        @Override
        public void failed(Problem problem) {
            if (requestId.isEmpty()) {
                CallTelemetry.reportFailed(context, INFER, call, problem);
            }
        }

        @Override
        public void over() {
            over = true;
            if (pending != null) {
                pending.cancel(CANCELLED);
            }
        }

        @Override
        public void answer(ModelInferResponse response, @Nullable String traceresponse) {
            call.setTraceResponse(traceresponse);
            call.end(response);
        }

        @Override
        public void fail(Problem problem, @Nullable String traceresponse) {
            call.setTraceResponse(traceresponse);
            call.fail(problem, requestId);
        }
    }

    private record Writing(
            EventLoopContext loop,
            CallTelemetry facts,
            InferRequest request,
            Signature signature,
            Answer answer,
            int bytesMax)
            implements PredictionResultHandler {
        @Override
        public void predicted(List<Prediction> found) {
            Prediction prediction = found.getFirst();
            facts.predicted(prediction.timings());
            if (OffloadPolicy.isLongToCopy(found)) {
                loop.executeOnWorker(() -> write(prediction), this::succeeded, this::failed);
                return;
            }
            ModelInferResponse response;
            try {
                response = write(prediction);
            } catch (RuntimeException | Error e) {
                failed(e);
                return;
            }
            succeeded(response);
        }

        private ModelInferResponse write(Prediction prediction) {
            try (prediction) {
                return InferMessageCodec.withAnnotations(
                        InferMessageCodec.write(
                                InferResponse.to(
                                        request,
                                        prediction.model(),
                                        signature,
                                        prediction.outputs()),
                                bytesMax),
                        prediction.annotations());
            }
        }

        private void succeeded(ModelInferResponse response) {
            facts.succeeded(response, answer);
        }

        private void failed(Throwable failure) {
            failed(Statuses.problem(failure, "request " + facts.requestId()));
        }

        @Override
        public void failed(Problem problem) {
            facts.failed(problem, answer);
        }
    }
}
