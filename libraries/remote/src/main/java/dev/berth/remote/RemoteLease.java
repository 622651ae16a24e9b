package dev.berth.remote;

import dev.berth.client.Call;
import dev.berth.client.CallOptions;
import dev.berth.client.CallResult;
import dev.berth.client.Predictor;
import dev.berth.client.TraceContext;
import dev.berth.core.ModelReference;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.Callee;
import dev.berth.core.record.RequestLimit;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.request.InlineExecutor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.Timings;
import dev.berth.serving.request.TraceContextProvider;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Permission to send one request to a remote server. Its deadline is passed on.
final class RemoteLease implements Lease {
    /// Version label where the server chooses the latest.
    private static final String LATEST = "latest";

    private final Callee.Remote callee;
    private final Signature signature;
    private final Predictor predictor;

    RemoteLease(Callee.Remote callee, Signature signature, Predictor predictor) {
        this.callee = callee;
        this.signature = signature;
        this.predictor = predictor;
    }

    @Override
    public ModelReference model() {
        return ModelReference.of(
                callee.name().value(),
                callee.version().map(version -> version.value()).orElse(LATEST));
    }

    @Override
    public Signature signature() {
        return signature;
    }

    /// The servers enforce their own.
    @Override
    public RequestLimit limit() {
        return RequestLimit.NONE;
    }

    @Override
    public boolean supportsInlineExecution() {
        return false;
    }

    @Override
    public long timeoutNanos() {
        return CallOptions.defaults().timeout().toNanos();
    }

    @Override
    public RequestHandle submit(
            PredictionRequest request, PredictionCallback reply, InlineExecutor inline) {
        return submit(request, reply);
    }

    @Override
    public RequestHandle submit(PredictionRequest request, PredictionCallback reply) {
        var sent = new InFlight(reply);
        long left = request.deadlineNanos() - System.nanoTime();
        try (NamedTensors inputs = request.inputs()) {
            if (left <= 0) {
                sent.fail(
                        Problem.of(
                                ProblemCode.DEADLINE_EXCEEDED,
                                "no time was left to call " + callee,
                                "allow more time"));
                return sent;
            }
            int rows = inputs.tensor(0).rows();
            sent.follow(predictor.with(options(request, left)).send(inputs), rows);
        } catch (ProblemException e) {
            sent.fail(RemoteProblems.translate(e.problem(), callee));
        }
        return sent;
    }

    /// The remote servers use this request's id, and their spans are children of this server's.
    private static CallOptions options(PredictionRequest request, long leftNanos) {
        var options =
                CallOptions.defaults()
                        .withTimeout(Duration.ofNanos(leftNanos))
                        .withRequestId(request.id());
        return request.trace()
                .carried()
                .flatMap(RemoteLease::context)
                .map(options::withTrace)
                .orElse(options);
    }

    private static Optional<TraceContext> context(TraceContextProvider.Carried carried) {
        return TraceContext.parse(carried.traceparent())
                .map(context -> context.withState(carried.tracestate()));
    }

    @Override
    public Lease fork() {
        return new RemoteLease(callee, signature, predictor);
    }

    @Override
    public void close() {}

    /// Request in flight, which gets one response.
    private final class InFlight implements RequestHandle {
        private final PredictionCallback reply;
        private final AtomicBoolean over = new AtomicBoolean();
        private final long startNanos = System.nanoTime();
        private volatile @Nullable Call<NamedTensors> call;

        InFlight(PredictionCallback reply) {
            this.reply = reply;
        }

        void follow(Call<NamedTensors> made, int rows) {
            call = made;
            var _ = made.stage().whenComplete((answer, failure) -> ended(answer, failure, rows));
            if (over.get()) {
                made.cancel();
            }
        }

        private void ended(
                @Nullable CallResult<NamedTensors> answer, @Nullable Throwable failure, int rows) {
            if (answer == null) {
                fail(problem(failure));
                return;
            }
            NamedTensors outputs = answer.value();
            Optional<Problem> unfit = findUnfit(outputs, rows);
            if (unfit.isPresent() || !over.compareAndSet(false, true)) {
                outputs.close();
                unfit.ifPresent(this::fail);
                return;
            }
            reply.succeed(new Prediction(model(), outputs, timings(), answer.annotations()));
        }

        void fail(Problem problem) {
            if (over.compareAndSet(false, true)) {
                reply.fail(problem);
            }
        }

        @Override
        public void cancel(Problem reason) {
            fail(reason);
            Call<NamedTensors> made = call;
            if (made != null) {
                made.cancel();
            }
        }

        @Override
        public Timings timings() {
            long now = System.nanoTime();
            return new Timings(
                    startNanos, startNanos, startNanos, startNanos, now, now, now, 1, 1, 1);
        }
    }

    private Problem problem(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
        return cause instanceof ProblemException problem
                ? RemoteProblems.translate(problem.problem(), callee)
                : Problem.of(
                        ProblemCode.SERVER_UNREACHABLE,
                        callee + " failed: " + cause,
                        "see the log of its servers");
    }

    /// Validates remote outputs before steps use them.
    private Optional<Problem> findUnfit(NamedTensors outputs, int rows) {
        for (Field field : signature.outputs()) {
            Optional<Tensor> found = outputs.find(field.name());
            if (found.isEmpty()
                    || found.get().type() != field.type()
                    || !field.shape().accepts(found.get().shape())
                    || (signature.isBatched() && found.get().rows() != rows)) {
                return Optional.of(
                        Problem.of(
                                ProblemCode.INFERENCE_FAILED,
                                callee
                                        + " answered with "
                                        + found.map(Tensor::toString).orElse("nothing")
                                        + " for '"
                                        + field.name()
                                        + "' (expected: "
                                        + field.type()
                                        + " "
                                        + field.shape()
                                        + ", "
                                        + rows
                                        + " rows)",
                                "see what its servers say it gives"));
            }
        }
        return Optional.empty();
    }
}
