package dev.berth.serving;

import static java.util.Objects.requireNonNull;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.SessionPosition;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.LeasedGroups;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionCallback;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestHandle;
import dev.berth.serving.request.ScatterGather;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Predictions of plain records, for code in the same process that waits for them. Thread-safe.
public final class BlockingPredictor {
    private final RequestIds requestIds =
            new RequestIds(InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());

    private final LongSupplier nanoClock;

    public BlockingPredictor() {
        this(System::nanoTime);
    }

    /// @param nanoClock the scale of deadlines, as [ModelServer#nanoClock]
    public BlockingPredictor(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /// Results of independent records.
    ///
    /// @param predictions in the order of the records, null for those that failed; the caller
    ///   closes them
    /// @param problems of the others, by their positions
    public record Gathered(
            List<@Nullable Prediction> predictions, Map<Integer, Problem> problems) {}

    /// Sends these inputs and waits for all answers, which are in their order.
    ///
    /// @param lease is taken over
    /// @param inputs in groups, each of which is a request; taken over
    /// @param deadlineNanos on the scale of [System#nanoTime()]; empty for the lease's own limit
    /// @throws ProblemException the first problem, if any request fails
    public List<Map<String, Object>> predict(
            Lease lease, List<NamedTensors> inputs, OptionalLong deadlineNanos) {
        return predict(lease, inputs, deadlineNanos, null);
    }

    /// The same in a session.
    ///
    /// @param session null for none
    List<Map<String, Object>> predict(
            Lease lease,
            List<NamedTensors> inputs,
            OptionalLong deadlineNanos,
            @Nullable SessionPosition session) {
        try (lease) {
            if (inputs.isEmpty()) {
                return List.of();
            }
            PredictionRequest whole =
                    request(inputs.getFirst(), deadlineNanos.orElse(deadline(lease)))
                            .inSession(session);
            if (inputs.size() == 1) {
                return predictOne(lease, whole);
            }
            Gathered gathered =
                    gather(
                            inputs.size(),
                            ScatterGather.Mode.ALL_OR_NOTHING,
                            new LeasedGroups(lease.fork(), inputs, whole));
            return records(lease.signature(), gathered.predictions());
        }
    }

    /// Sends one request and waits for its answer, which the caller closes.
    ///
    /// @param lease is taken over
    /// @param inputs that fit its signature; taken over
    /// @throws ProblemException if the request fails
    public Prediction predict(Lease lease, NamedTensors inputs) {
        var answer = new CompletableFuture<Prediction>();
        var _ = lease.submit(request(inputs, deadline(lease)), FutureCallback.to(answer));
        return join(answer);
    }

    private long deadline(Lease lease) {
        return nanoClock.getAsLong() + lease.timeoutNanos();
    }

    private PredictionRequest request(NamedTensors inputs, long deadlineNanos) {
        return new PredictionRequest(requestIds.next(), inputs, deadlineNanos);
    }

    private static List<Map<String, Object>> predictOne(Lease lease, PredictionRequest request) {
        var answer = new CompletableFuture<Prediction>();
        var _ = lease.fork().submit(request, FutureCallback.to(answer));
        try (Prediction prediction = join(answer)) {
            return MapRecordCodec.toRecords(lease.signature(), prediction.outputs());
        }
    }

    /// Sends records of which each stands for itself, and waits until something has come of all.
    ///
    /// @param lease stays the caller's
    public Gathered predictEach(
            Lease lease, List<? extends Map<String, ?>> records, TensorPool pool) {
        if (records.isEmpty()) {
            return new Gathered(List.of(), Map.of());
        }
        PredictionRequest whole = request(new NamedTensors(), deadline(lease)).inParts();
        return gather(
                records.size(),
                ScatterGather.Mode.EACH,
                new Records(lease.fork(), records, pool, whole));
    }

    private static Gathered gather(int count, ScatterGather.Mode mode, ScatterGather.Parts parts) {
        var answer = new CompletableFuture<Gathered>();
        new ScatterGather(
                        count,
                        mode,
                        parts,
                        new ScatterGather.Outcome() {
                            @Override
                            public void gathered(
                                    List<@Nullable Prediction> predictions,
                                    Map<Integer, Problem> problems) {
                                answer.complete(new Gathered(predictions, problems));
                            }

                            @Override
                            public void failed(Problem problem) {
                                answer.completeExceptionally(problem.asException());
                            }
                        })
                .start();
        return join(answer);
    }

    private static <T> T join(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    private static List<Map<String, Object>> records(
            Signature signature, List<@Nullable Prediction> predictions) {
        List<Map<String, Object>> records = new ArrayList<>();
        try {
            for (Prediction prediction : predictions) {
                records.addAll(
                        MapRecordCodec.toRecords(signature, requireNonNull(prediction).outputs()));
            }
            return records;
        } finally {
            predictions.forEach(each -> requireNonNull(each).close());
        }
    }

    /// Records that become inputs when their turn comes.
    ///
    /// @param lease taken over
    private record Records(
            Lease lease,
            List<? extends Map<String, ?>> records,
            TensorPool pool,
            PredictionRequest whole)
            implements ScatterGather.Parts {
        @Override
        public RequestHandle send(int part, PredictionCallback reply) {
            NamedTensors inputs =
                    MapRecordCodec.toTensors(lease.signature(), records.get(part), pool);
            return lease.fork().submit(whole.part(inputs), reply);
        }

        @Override
        public void discard(int from) {
            lease.close();
        }
    }
}
