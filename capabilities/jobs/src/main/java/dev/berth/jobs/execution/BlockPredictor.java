package dev.berth.jobs.execution;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCategory;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.endpoint.Endpoints;
import dev.berth.jobs.JobTarget;
import dev.berth.jobs.store.JobLeases;
import dev.berth.jobs.store.JobLeases.BlockResult;
import dev.berth.protocol.record.PartialRequest;
import dev.berth.protocol.record.RecordReader;
import dev.berth.serving.ModelServer;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.LeasedGroups;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.RequestPriority;
import dev.berth.serving.request.ScatterGather;
import dev.berth.serving.request.TraceContextProvider;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Predictor of the blocks of jobs, by the models and endpoints of this server. Thread-safe.
///
/// A block is what `:predict?partial=true` takes: a record that is invalid or fails has a problem
/// of its own. Requests have the priority of the background: callers who wait go first.
public final class BlockPredictor {
    private final ModelServer models;
    private final Endpoints endpoints;
    private final JobAccess access;
    private final RequestIds ids =
            new RequestIds(InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());

    public BlockPredictor(ModelServer models, Endpoints endpoints, JobAccess access) {
        this.access = access;
        this.models = models;
        this.endpoints = endpoints;
    }

    /// How a block is to be predicted.
    ///
    /// @param isLastAttempt whether a record that may succeed later has its problem as the result
    /// @param firstRecord number of the block's first record in the job
    /// @param handles receives what cancels the requests in flight
    public record Attempt(
            boolean isLastAttempt,
            long deadlineNanos,
            int firstRecord,
            Consumer<ScatterGather> handles) {}

    /// A right to send requests to a target, as it is now.
    ///
    /// @throws ProblemException if there is no such one, or it is not ready
    public Lease acquire(JobTarget target, OptionalLong timeoutNanos) {
        return switch (target.kind()) {
            case MODEL ->
                    models.acquire(
                            new ModelName(target.name()),
                            target.version().map(ModelVersion::new),
                            timeoutNanos);
            case ENDPOINT -> endpoints.acquire(new EndpointName(target.name()));
        };
    }

    /// Predicts a block. Blocks.
    ///
    /// @throws ProblemException if the block as a whole, or a record that may succeed later,
    ///   failed; `forbidden` if the consumer may not call the target any more
    BlockResult predict(JobLeases.Lease job, ByteBuffer body, Attempt attempt) {
        access.require(job.target(), job.consumer());
        long nanos = Math.max(1, attempt.deadlineNanos() - System.nanoTime());
        try (Lease lease = acquire(job.target(), OptionalLong.of(nanos))) {
            PartialRequest request = read(lease, body);
            List<NamedTensors> groups = new ArrayList<>();
            Map<Integer, Problem> problems = new HashMap<>();
            List<Integer> sent = new ArrayList<>();
            for (int i = 0; i < request.records().size(); i++) {
                switch (request.records().get(i)) {
                    case PartialRequest.Valid(NamedTensors tensors) -> {
                        groups.add(tensors);
                        sent.add(i);
                    }
                    case PartialRequest.Invalid(Problem problem) -> problems.put(i, problem);
                }
            }
            Gathered gathered =
                    groups.isEmpty()
                            ? new Gathered(List.of(), Map.of())
                            : gather(lease, groups, job.consumer(), attempt);
            try {
                gathered.problems()
                        .forEach((group, problem) -> problems.put(sent.get(group), problem));
                problems.values().forEach(problem -> requireFinal(problem, attempt));
                var predictions = new @Nullable Prediction[request.records().size()];
                for (int i = 0; i < sent.size(); i++) {
                    predictions[sent.get(i)] = gathered.predictions().get(i);
                }
                return new BlockResult(
                        predictions.length,
                        ResultLines.write(
                                lease.signature(), predictions, problems, attempt.firstRecord()),
                        problems.size(),
                        lease.model().version().value());
            } finally {
                gathered.close();
            }
        }
    }

    private PartialRequest read(Lease lease, ByteBuffer body) {
        return new RecordReader(lease.signature(), models.pool(), lease.limit())
                .readEach(body.array(), body.arrayOffset() + body.position(), body.remaining());
    }

    private static void requireFinal(Problem problem, Attempt attempt) {
        if (isOverload(problem.code())
                || (isTransient(problem.code()) && !attempt.isLastAttempt())) {
            throw problem.asException();
        }
    }

    /// Whether another attempt may succeed.
    static boolean isTransient(ProblemCode code) {
        return code.isRetryable() || code.category() == ProblemCategory.DEPENDENCY;
    }

    /// Whether it says nothing about the job: this server has too much to do, or stops.
    static boolean isOverload(ProblemCode code) {
        return code == ProblemCode.QUEUE_FULL
                || code == ProblemCode.IN_FLIGHT_MEMORY_EXCEEDED
                || code == ProblemCode.DRAINING;
    }

    private record Gathered(
            List<@Nullable Prediction> predictions, Map<Integer, Problem> problems) {
        void close() {
            for (Prediction each : predictions) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }

    private Gathered gather(
            Lease lease, List<NamedTensors> groups, String consumer, Attempt attempt) {
        var answer = new CompletableFuture<Gathered>();
        var whole =
                new PredictionRequest(
                        ids.next(),
                        new NamedTensors(),
                        attempt.deadlineNanos(),
                        caller(consumer),
                        RequestPriority.BACKGROUND,
                        null);
        var requests =
                new ScatterGather(
                        groups.size(),
                        ScatterGather.Mode.EACH,
                        new LeasedGroups(lease.fork(), groups, whole),
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
                        });
        attempt.handles().accept(requests);
        requests.start();
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    private static TraceContextProvider caller(String consumer) {
        return new TraceContextProvider() {
            @Override
            public Optional<Carried> carried() {
                return Optional.empty();
            }

            @Override
            public String consumer() {
                return consumer;
            }
        };
    }
}
