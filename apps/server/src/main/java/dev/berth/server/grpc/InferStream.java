package dev.berth.server.grpc;

import dev.berth.core.Problem;
import dev.berth.proto.InferParameter;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelStreamInferResponse;
import dev.berth.protocol.oip.SequenceParameters;
import dev.berth.server.inference.PendingPrediction;
import dev.berth.server.memory.EventLoopByteBudget;
import dev.berth.server.telemetry.RedactedProblems;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One `ModelStreamInfer` call. Each message is a prediction of its own, and a failure is an answer
/// too. Answers go out in the order of the messages, as clients count on where a model gives one
/// answer to each, which all models here do: one that is there before its predecessors waits for
/// them. The call ends when the caller has ended its side and everything is answered. A caller that
/// leaves its answers to the network gets no more of them made than it may have in flight. Lives on
/// one event loop.
final class InferStream implements CallHandler<ModelInferRequest> {
    private static final String PATH = "inference.GRPCInferenceService/ModelStreamInfer";

    /// Adds the logged id of the request to a failure, since it may have none of its own.
    private static final String REQUEST_ID = "berth_request_id";

    /// Predictions of one stream at the same time, with the answers that wait for others and those
    /// that the network has not taken yet; the caller's further messages wait in the network.
    private static final int UNDER_WAY_MAX = 64;

    private final InferCalls calls;
    private final ServerCall<ModelInferRequest, ModelStreamInferResponse> call;
    private final GrpcServerContext context;
    private final OpenCalls open;
    private final Runnable end;
    private final EventLoopByteBudget bytes;
    private final Set<PendingPrediction> pending = new HashSet<>();

    /// Those that have not gone out, in the order of their messages.
    private final Deque<StreamAnswer> unsent = new ArrayDeque<>();

    /// Those that were not begun, in the order of their messages.
    private final Deque<StreamAnswer> unbegun = new ArrayDeque<>(0);

    /// Those that were begun, but neither submitted nor answered.
    private int unsubmitted;

    private boolean begins;
    private int inFlight;
    private boolean onHalfClose;
    private boolean over;

    InferStream(
            InferCalls calls,
            ServerCall<ModelInferRequest, ModelStreamInferResponse> call,
            GrpcServerContext context,
            OpenCalls open,
            EventLoopByteBudget bytes) {
        this.bytes = bytes;
        this.calls = calls;
        this.call = call;
        this.context = context;
        this.open = open;
        this.end = () -> call.run(this::onHalfClose);
    }

    @Override
    public void begin() {
        open.opened(end);
        String named = CallTelemetry.namedByHeader(call);
        if (named != null) {
            call.setRequestId(named);
        }
    }

    @Override
    public boolean isClientStreaming() {
        return true;
    }

    /// No message comes any more, or none is waited for as the server is about to stop.
    @Override
    public void onHalfClose() {
        onHalfClose = true;
        endIfDone();
    }

    @Override
    public void take(ModelInferRequest message) {
        var facts = CallTelemetry.begin(context, PATH, call, System.nanoTime(), message.getId());
        long messageBytes = call.messageBytes();
        var answer = new StreamAnswer(message, messageBytes, facts, call.claim());
        unsent.add(answer);
        if (++inFlight == UNDER_WAY_MAX) {
            call.pause();
        }
        unbegun.add(answer);
        beginNext();
    }

    /// Begins the messages in their order. One of a session waits until those before it are
    /// submitted, which takes a while for a long message and for a model that is loaded first.
    private void beginNext() {
        if (begins) {
            return;
        }
        begins = true;
        try {
            while (!unbegun.isEmpty()
                    && (unsubmitted == 0 || !unbegun.getFirst().isOfSession())
                    && !over) {
                StreamAnswer next = unbegun.removeFirst();
                unsubmitted++;
                next.begin();
            }
        } finally {
            begins = false;
        }
    }

    /// Each message that could be read reports for itself.
    @Override
    public void failed(Problem problem) {
        CallTelemetry.reportFailed(context, PATH, call, problem);
    }

    @Override
    public void over() {
        over = true;
        open.closed(end);
        unsent.forEach(StreamAnswer::drop);
        unsent.clear();
        unbegun.forEach(StreamAnswer::abandon);
        unbegun.clear();
        Set.copyOf(pending).forEach(prediction -> prediction.cancel(InferCalls.CANCELLED));
    }

    private void endIfDone() {
        if (onHalfClose && unsent.isEmpty()) {
            call.end();
        }
    }

    /// Sends the answers that wait for no other any more.
    private void sendReady() {
        while (!unsent.isEmpty()) {
            ModelStreamInferResponse ready = unsent.getFirst().takeReady();
            if (ready == null) {
                return;
            }
            unsent.removeFirst();
            call.write(ready, this::taken);
        }
    }

    /// The network has taken an answer.
    private void taken() {
        if (inFlight-- == UNDER_WAY_MAX) {
            call.resume();
        }
    }

    /// Callback without traces: the headers have gone out with the first answer.
    private final class StreamAnswer implements InferCalls.Answer {
        private final ModelInferRequest message;
        private final CallTelemetry facts;

        /// The size of the message, and of it what counts as held.
        private final long messageBytes;

        private final long claimedBytes;
        private @Nullable PendingPrediction sent;
        private @Nullable ModelStreamInferResponse ready;
        private boolean given;
        private boolean submitted;

        StreamAnswer(
                ModelInferRequest message,
                long messageBytes,
                CallTelemetry facts,
                long claimedBytes) {
            this.facts = facts;
            this.messageBytes = messageBytes;
            this.claimedBytes = claimedBytes;
            this.message = message;
        }

        boolean isOfSession() {
            return message.getParametersCount() > 0
                    && message.containsParameters(SequenceParameters.ID);
        }

        void begin() {
            calls.predict(message, messageBytes, facts, call, this);
        }

        /// Gives it up before it was begun.
        void abandon() {
            submitted = true;
            facts.failed(InferCalls.CANCELLED, this);
        }

        private void submitted() {
            if (!submitted) {
                submitted = true;
                unsubmitted--;
                beginNext();
            }
        }

        @Override
        public void sent(PendingPrediction prediction) {
            submitted();
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
        public void fail(Problem failure, @Nullable String traceresponse) {
            Problem problem = RedactedProblems.redact(call.access().caller().redact(failure), PATH);
            var named =
                    ModelInferResponse.newBuilder()
                            .setModelName(message.getModelName())
                            .setModelVersion(message.getModelVersion())
                            .setId(message.getId())
                            .putParameters(
                                    REQUEST_ID,
                                    InferParameter.newBuilder()
                                            .setStringParam(facts.requestId())
                                            .build());
            finish(
                    ModelStreamInferResponse.newBuilder()
                            .setErrorMessage(problem.toString())
                            .setInferResponse(wantsFinal() ? asFinal(named) : named.build())
                            .build());
        }

        /// Whether the caller requested a mark on the last answer to its message; here each is.
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
            given = true;
            if (sent != null) {
                pending.remove(sent);
            }
            call.release(claimedBytes);
            if (!over) {
                bytes.hold(answer.getSerializedSize());
                ready = answer;
                sendReady();
                endIfDone();
            }
            submitted();
        }

        /// The answer, which counts as waiting no more; null if it is not there.
        @Nullable ModelStreamInferResponse takeReady() {
            ModelStreamInferResponse answer = ready;
            drop();
            return answer;
        }

        /// Gives the answer up if it is there.
        void drop() {
            if (ready != null) {
                bytes.release(ready.getSerializedSize());
                ready = null;
            }
        }
    }
}
