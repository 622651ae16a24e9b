package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.signature.Signature;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.protocol.grpc.InferMessages;
import dev.berth.protocol.oip.InferAnswer;
import dev.berth.protocol.oip.InferRequest;
import dev.berth.server.predict.Outcome;
import dev.berth.server.predict.PendingPrediction;
import dev.berth.server.predict.Predictions;
import dev.berth.server.predict.Target;
import dev.berth.serving.Lease;
import dev.berth.serving.Prediction;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.grpc.server.GrpcServerRequest;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The calls that predict: `ModelInfer` and `ModelStreamInfer`.
final class InferCalls {
    private static final String INFER = "inference.GRPCInferenceService/ModelInfer";
    private static final Problem CANCELLED =
            Problem.of(
                    ProblemCode.CANCELLED,
                    "the caller cancelled the call",
                    "wait for the answer, or allow less time");

    private final Context context;
    private final GrpcSurroundings surroundings;
    private final Predictions predictions;
    private final OpenCalls open;

    InferCalls(Vertx vertx, GrpcSurroundings surroundings, OpenCalls open) {
        this.context = vertx.getOrCreateContext();
        this.surroundings = surroundings;
        this.predictions = surroundings.predictions();
        this.open = open;
    }

    void infer(GrpcServerRequest<ModelInferRequest, ModelInferResponse> call) {
        call.handler(
                message -> {
                    var facts =
                            CallFacts.begin(surroundings, INFER, call.headers(), message.getId());
                    var answer = new UnaryAnswer(call, facts);
                    PendingPrediction pending = predict(message, facts, timeout(call), answer);
                    onCancel(
                            call,
                            reason -> {
                                answer.gone = true;
                                if (pending != null) {
                                    pending.cancel(reason);
                                }
                            });
                });
    }

    void stream(GrpcServerRequest<ModelInferRequest, ModelStreamInferResponse> call) {
        new InferStream(this, call, surroundings, open).begin();
    }

    /// What the caller allows for the call; empty for no limit of its own.
    static OptionalLong timeout(GrpcServerRequest<?, ?> call) {
        return call.timeout() > 0 ? OptionalLong.of(call.timeout()) : OptionalLong.empty();
    }

    /// Calls this when the caller cancels or goes away, perhaps several times.
    static void onCancel(GrpcServerRequest<?, ?> call, Consumer<Problem> action) {
        call.exceptionHandler(gone -> action.accept(CANCELLED));
        call.errorHandler(gone -> action.accept(CANCELLED));
        call.response().exceptionHandler(gone -> action.accept(CANCELLED));
    }

    /// Sends one message's prediction.
    ///
    /// @return null if it failed at once; the answer has been given then
    @Nullable PendingPrediction predict(
            ModelInferRequest message, CallFacts facts, OptionalLong timeoutMillis, Answer answer) {
        try {
            return submit(message, facts, timeoutMillis, answer);
        } catch (RuntimeException | Error e) {
            Problem problem = Statuses.problem(e, "request " + facts.requestId());
            answer.fail(problem);
            facts.answered(0, problem.code());
            return null;
        }
    }

    private PendingPrediction submit(
            ModelInferRequest message, CallFacts facts, OptionalLong timeoutMillis, Answer answer) {
        Lease lease =
                predictions.acquire(Target.of(message.getModelName(), message.getModelVersion()));
        facts.asked(lease.model());
        InferRequest request;
        try {
            request = InferMessages.read(message, lease.signature(), predictions.serving().pool());
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        OptionalLong timeout = timeoutMillis.isPresent() ? timeoutMillis : parameterMillis(request);
        var outcome = new Writing(facts, request, lease.signature(), answer);
        return predictions.submit(
                context, lease, facts.requestId(), List.of(request.inputs()), timeout, outcome);
    }

    /// Triton's clients send `timeout` in microseconds; 0 means none.
    private static OptionalLong parameterMillis(InferRequest request) {
        return request.parameters().get("timeout") instanceof Long micros && micros > 0
                ? OptionalLong.of((micros - 1) / 1000 + 1)
                : OptionalLong.empty();
    }

    /// Where the answer to one message goes; exactly one of the two is called, once.
    interface Answer {
        void answer(ModelInferResponse response);

        void fail(Problem problem);
    }

    /// The answer to a call with one message; nothing is written to a caller that is gone.
    private static final class UnaryAnswer implements Answer {
        private final GrpcServerRequest<ModelInferRequest, ModelInferResponse> call;
        private final CallFacts facts;
        private boolean gone;

        UnaryAnswer(
                GrpcServerRequest<ModelInferRequest, ModelInferResponse> call, CallFacts facts) {
            this.call = call;
            this.facts = facts;
        }

        @Override
        public void answer(ModelInferResponse response) {
            if (!gone) {
                call.response().end(response);
            }
        }

        @Override
        public void fail(Problem problem) {
            if (!gone) {
                Statuses.fail(call.response(), problem, facts.requestId());
            }
        }
    }

    private record Writing(
            CallFacts facts, InferRequest request, Signature signature, Answer answer)
            implements Outcome {
        @Override
        public void predicted(List<Prediction> found) {
            ModelInferResponse response;
            try (Prediction prediction = found.getFirst()) {
                facts.predicted(prediction.timings());
                response =
                        InferMessages.write(
                                InferAnswer.to(
                                        request,
                                        prediction.model(),
                                        signature,
                                        prediction.outputs()));
            } catch (RuntimeException | Error e) {
                failed(Statuses.problem(e, "request " + facts.requestId()));
                return;
            }
            facts.answered(response.getSerializedSize(), null);
            answer.answer(response);
        }

        @Override
        public void failed(Problem problem) {
            facts.answered(0, problem.code());
            answer.fail(problem);
        }
    }
}
