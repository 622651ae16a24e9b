package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.server.predict.PendingPrediction;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One `ModelStreamInfer` call. Each message is a prediction of its own; answers go out when they
/// are there, and a failure is an answer too. The call ends when the caller has ended its side and
/// everything is answered. A caller that leaves its answers to the network gets no more of them
/// made than it may have under way. Lives on one event loop.
final class InferStream implements Conversation<ModelInferRequest> {
    private static final String PATH = "inference.GRPCInferenceService/ModelStreamInfer";

    /// Predictions of one stream at the same time, with the answers that the network has not taken
    /// yet; the caller's further messages wait in the network.
    private static final int UNDER_WAY_MAX = 64;

    private final InferCalls calls;
    private final GuardedCall<ModelInferRequest, ModelStreamInferResponse> call;
    private final GrpcSurroundings surroundings;
    private final OpenCalls open;
    private final Runnable end;
    private final Set<PendingPrediction> pending = new HashSet<>();
    private int underWay;
    private int unanswered;
    private boolean inputEnded;
    private boolean over;

    InferStream(
            InferCalls calls,
            GuardedCall<ModelInferRequest, ModelStreamInferResponse> call,
            GrpcSurroundings surroundings,
            OpenCalls open) {
        this.calls = calls;
        this.call = call;
        this.surroundings = surroundings;
        this.open = open;
        this.end = () -> call.run(this::inputEnded);
    }

    @Override
    public void begin() {
        open.opened(end);
    }

    @Override
    public boolean takesMany() {
        return true;
    }

    /// No message comes any more, or none is waited for as the server is about to stop.
    @Override
    public void inputEnded() {
        inputEnded = true;
        endIfDone();
    }

    @Override
    public void take(ModelInferRequest message) {
        var facts = CallFacts.begin(surroundings, PATH, call, System.nanoTime(), message.getId());
        var answer = new StreamAnswer(message, call.claim());
        unanswered++;
        if (++underWay == UNDER_WAY_MAX) {
            call.pause();
        }
        calls.predict(message, facts, call, answer);
    }

    /// Each message that could be read reports for itself.
    @Override
    public void failed(Problem problem) {
        CallFacts.reportFailed(surroundings, PATH, call, problem);
    }

    @Override
    public void over() {
        over = true;
        open.closed(end);
        Set.copyOf(pending).forEach(prediction -> prediction.cancel(InferCalls.CANCELLED));
    }

    private void endIfDone() {
        if (inputEnded && unanswered == 0) {
            call.end();
        }
    }

    /// The network has taken an answer.
    private void taken() {
        if (underWay-- == UNDER_WAY_MAX) {
            call.resume();
        }
    }

    /// Tells nothing of traces: the headers have gone out with the first answer.
    private final class StreamAnswer implements InferCalls.Answer {
        private final ModelInferRequest message;
        private final long messageBytes;
        private @Nullable PendingPrediction sent;
        private boolean given;

        StreamAnswer(ModelInferRequest message, long messageBytes) {
            this.messageBytes = messageBytes;
            this.message = message;
        }

        @Override
        public void sent(PendingPrediction prediction) {
            if (!given) {
                sent = prediction;
                pending.add(prediction);
            }
        }

        @Override
        public boolean isGivenUp() {
            return over;
        }

        @Override
        public void answer(ModelInferResponse response, @Nullable String traceresponse) {
            boolean flagged = wantsFinal();
            ModelInferResponse answer = flagged ? asFinal(response.toBuilder()) : response;
            finish(ModelStreamInferResponse.newBuilder().setInferResponse(answer).build());
        }

        @Override
        public void fail(Problem problem, @Nullable String traceresponse) {
            var named =
                    ModelInferResponse.newBuilder()
                            .setModelName(message.getModelName())
                            .setModelVersion(message.getModelVersion())
                            .setId(message.getId());
            finish(
                    ModelStreamInferResponse.newBuilder()
                            .setErrorMessage(problem.toString())
                            .setInferResponse(wantsFinal() ? asFinal(named) : named.build())
                            .build());
        }

        /// Whether the caller asked to be told which answer is the last to its message; here each
        /// is.
        private boolean wantsFinal() {
            return message.getParametersOrDefault(
                            "triton_enable_empty_final_response",
                            InferParameter.getDefaultInstance())
                    .getBoolParam();
        }

        private static ModelInferResponse asFinal(ModelInferResponse.Builder response) {
            return response.putParameters(
                            "triton_final_response",
                            InferParameter.newBuilder().setBoolParam(true).build())
                    .build();
        }

        private void finish(ModelStreamInferResponse answer) {
            call.write(answer, InferStream.this::taken);
            given = true;
            call.release(messageBytes);
            if (sent != null) {
                pending.remove(sent);
            }
            unanswered--;
            endIfDone();
        }
    }
}
