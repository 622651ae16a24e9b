package dev.berth.server.grpc;

import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.RequestIds;
import dev.berth.proto.ModelInferResponse;
import dev.berth.protocol.ProblemMapping;
import dev.berth.server.observe.Asked;
import dev.berth.server.observe.Call;
import dev.berth.serving.Timings;
import io.vertx.core.MultiMap;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What is known of one prediction asked for by gRPC, until it is reported.
final class CallFacts {
    private final GrpcSurroundings surroundings;
    private final String path;
    private final @Nullable String traceparent;
    private final long startNanos = System.nanoTime();
    private final long startEpochNanos;
    private final String requestId;
    private @Nullable ModelReference model;
    private @Nullable Timings timings;

    private CallFacts(
            GrpcSurroundings surroundings, String path, MultiMap headers, String requestId) {
        this.surroundings = surroundings;
        this.path = path;
        this.traceparent = headers.get("traceparent");
        this.requestId = requestId;
        Instant now = Instant.now();
        this.startEpochNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /// @param messageId the message's own name, empty if it has none
    static CallFacts begin(
            GrpcSurroundings surroundings, String path, MultiMap headers, String messageId) {
        String header = headers.get("berth-request-id");
        String id = header != null ? header : headers.get("x-request-id");
        var facts = new CallFacts(surroundings, path, headers, name(surroundings, id, messageId));
        // Last, so that nothing is under way if any of this failed.
        surroundings.traffic().begin();
        return facts;
    }

    /// The first of the two that is fit for logs, or one of Berth's.
    private static String name(
            GrpcSurroundings surroundings, @Nullable String header, String messageId) {
        if (header != null && RequestIds.isAllowed(header)) {
            return header;
        }
        return RequestIds.isAllowed(messageId)
                ? messageId
                : surroundings.predictions().nextRequestId();
    }

    String requestId() {
        return requestId;
    }

    void asked(ModelReference version) {
        this.model = version;
    }

    void predicted(Timings spent) {
        this.timings = spent;
    }

    /// Reports and gives the answer, which a failing report does not keep back. This or [#failed]
    /// is to be called once.
    void succeeded(ModelInferResponse response, InferCalls.Answer answer) {
        try {
            report(response.getSerializedSize(), null);
        } finally {
            answer.answer(response);
        }
    }

    void failed(Problem problem, InferCalls.Answer answer) {
        try {
            report(0, problem.code());
        } finally {
            answer.fail(problem);
        }
    }

    private void report(int bytes, @Nullable ProblemCode problem) {
        surroundings.traffic().end();
        int status = problem == null ? 0 : ProblemMapping.grpcStatus(problem).number();
        long nanos = System.nanoTime() - startNanos;
        var asked = new Asked("gRPC", path, requestId, startEpochNanos, traceparent, true);
        surroundings
                .observers()
                .answered(new Call(asked, model, status, bytes, nanos, problem, timings));
    }
}
