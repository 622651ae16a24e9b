package dev.berth.serving;

import dev.berth.core.ProblemException;
import dev.berth.core.RequestIds;
import dev.berth.core.record.PlainRecords;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;

/// Predictions of plain records, for code in the same process that waits for them. Thread-safe.
public final class RecordCalls {
    private final RequestIds requestIds =
            new RequestIds(InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());

    /// Sends these inputs and waits for all answers, which are in their order.
    ///
    /// @param lease is taken over
    /// @param inputs in groups, each of which is a request; taken over
    /// @param deadlineNanos on the scale of [System#nanoTime()]; empty for the lease's own limit
    /// @throws ProblemException the first problem, if any request fails
    public List<Map<String, Object>> predict(
            Lease lease, List<NamedTensors> inputs, OptionalLong deadlineNanos) {
        try (lease) {
            long deadline = deadlineNanos.orElse(System.nanoTime() + lease.timeoutNanos());
            List<CompletableFuture<Prediction>> answers = new ArrayList<>(inputs.size());
            for (NamedTensors group : inputs) {
                var answer = new CompletableFuture<Prediction>();
                var request = new PredictionRequest(requestIds.next(), group, deadline);
                var _ = lease.fork().submit(request, Replies.to(answer));
                answers.add(answer);
            }
            return collect(lease.signature(), answers);
        }
    }

    /// Sends one record and does not wait.
    ///
    /// @param lease is taken over
    /// @return fails with a [ProblemException], also where the record does not fit
    public CompletableFuture<Map<String, Object>> send(
            Lease lease, Map<String, ?> record, TensorPool pool) {
        NamedTensors inputs;
        try {
            inputs = PlainRecords.toTensors(lease.signature(), record, pool);
        } catch (ProblemException e) {
            lease.close();
            return CompletableFuture.failedFuture(e);
        }
        Signature signature = lease.signature();
        long deadline = System.nanoTime() + lease.timeoutNanos();
        var answer = new CompletableFuture<Prediction>();
        var request = new PredictionRequest(requestIds.next(), inputs, deadline);
        var _ = lease.submit(request, Replies.to(answer));
        return answer.thenApply(
                prediction -> {
                    try (prediction) {
                        return PlainRecords.toRecords(signature, prediction.outputs()).getFirst();
                    }
                });
    }

    private static List<Map<String, Object>> collect(
            Signature signature, List<CompletableFuture<Prediction>> answers) {
        List<Map<String, Object>> records = new ArrayList<>();
        Optional<ProblemException> failure = Optional.empty();
        for (CompletableFuture<Prediction> answer : answers) {
            try (Prediction prediction = answer.join()) {
                records.addAll(PlainRecords.toRecords(signature, prediction.outputs()));
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof ProblemException problem)) {
                    throw e;
                }
                failure = failure.or(() -> Optional.of(problem));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return records;
    }
}
