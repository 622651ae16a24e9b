package dev.berth.endpoint;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.record.PlainRecords;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.Lease;
import dev.berth.serving.RecordCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// An endpoint of an open system, called in this process. Thread-safe.
///
/// ```java
/// try (var berth = Berth.open(Path.of("examples/two-phase"))) {
///     var answer = berth.endpoint("topic").predict(Map.of("text", "The rocket lifted off."));
///     System.out.println(answer.get("topic"));
/// }
/// ```
public final class Endpoint {
    private final Endpoints endpoints;
    private final EndpointName name;
    private final TensorPool pool;
    private final RecordCalls calls = new RecordCalls();

    Endpoint(Endpoints endpoints, EndpointName name, TensorPool pool) {
        this.endpoints = endpoints;
        this.name = name;
        this.pool = pool;
    }

    /// What [#predict] takes and gives.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public Signature signature() {
        return endpoints.signature(name);
    }

    /// Answers one record. Blocks until the answer is there.
    ///
    /// @param record plain values by the names of inputs, as [PlainRecords] describes them
    /// @throws ProblemException `record-invalid` with every fault, `guard-rejected`, `abstained`,
    ///   `deadline-exceeded`, …
    public Map<String, Object> predict(Map<String, ?> record) {
        return predictAll(List.of(record)).getFirst();
    }

    /// Answers several records, each on its own; the answers are in their order. Blocks until all
    /// are there.
    ///
    /// @throws ProblemException as [#predict]; if one record fails, all do
    public List<Map<String, Object>> predictAll(List<? extends Map<String, ?>> records) {
        Lease lease = endpoints.acquire(name);
        List<NamedTensors> inputs = new ArrayList<>();
        try {
            for (Map<String, ?> record : records) {
                inputs.add(PlainRecords.toTensors(lease.signature(), record, pool));
            }
        } catch (RuntimeException | Error e) {
            inputs.forEach(NamedTensors::close);
            lease.close();
            throw e;
        }
        return calls.predict(lease, inputs, OptionalLong.empty());
    }

    /// Answers several records of which each stands for itself: one that has faults, fails or is
    /// late costs none of the others their answers. Blocks until something has come of all.
    ///
    /// @return in the order of the records
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready` or `draining`
    public List<RecordAnswer> predictEach(List<? extends Map<String, ?>> records) {
        List<CompletableFuture<Map<String, Object>>> answers = new ArrayList<>();
        try (Lease lease = endpoints.acquire(name)) {
            for (Map<String, ?> record : records) {
                answers.add(calls.send(lease.fork(), record, pool));
            }
        }
        return answers.stream().map(Endpoint::collect).toList();
    }

    private static RecordAnswer collect(CompletableFuture<Map<String, Object>> answer) {
        try {
            return new RecordAnswer.Predicted(answer.join());
        } catch (CompletionException e) {
            if (e.getCause() instanceof ProblemException problem) {
                return new RecordAnswer.Failed(problem.problem());
            }
            throw e;
        }
    }
}
