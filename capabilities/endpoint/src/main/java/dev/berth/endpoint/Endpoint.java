package dev.berth.endpoint;

import static java.util.Objects.requireNonNull;

import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.endpoint.block.BlockAnswer;
import dev.berth.serving.BlockingPredictor;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

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
    private final BlockingPredictor calls;

    Endpoint(Endpoints endpoints, EndpointName name, TensorPool pool, BlockingPredictor calls) {
        this.endpoints = endpoints;
        this.name = name;
        this.pool = pool;
        this.calls = calls;
    }

    /// What [#predict] takes and gives.
    ///
    /// @throws ProblemException `endpoint-not-found` or `endpoint-not-ready`
    public Signature signature() {
        return endpoints.signature(name);
    }

    /// Answers one record. Blocks until the answer is there.
    ///
    /// @param record plain values by the names of inputs, as [MapRecordCodec] describes them
    /// @throws ProblemException `record-invalid` with every violation, `guard-rejected`,
    ///   `abstained`, `deadline-exceeded`, …
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
            lease.limit().require(records.size());
            for (Map<String, ?> record : records) {
                inputs.add(MapRecordCodec.toTensors(lease.signature(), record, pool));
            }
        } catch (RuntimeException | Error e) {
            inputs.forEach(NamedTensors::close);
            lease.close();
            throw e;
        }
        return calls.predict(lease, inputs, OptionalLong.empty());
    }

    /// Answers several records of which each stands for itself: one that has violations, fails or
    /// is late costs none of the others their answers. Blocks until something has come of all.
    ///
    /// @return in the order of the records
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`, `draining` or
    ///   `batch-too-large`
    public List<RecordResult> predictEach(List<? extends Map<String, ?>> records) {
        List<RecordResult> answers = new ArrayList<>(records.size());
        try (Lease lease = endpoints.acquire(name)) {
            lease.limit().require(records.size());
            Signature signature = lease.signature();
            BlockingPredictor.Gathered gathered = calls.predictEach(lease, records, pool);
            for (int i = 0; i < records.size(); i++) {
                try (Prediction prediction = gathered.predictions().get(i)) {
                    answers.add(
                            prediction == null
                                    ? new RecordResult.Failed(
                                            requireNonNull(gathered.problems().get(i)))
                                    : new RecordResult.Predicted(
                                            MapRecordCodec.toRecord(
                                                    signature, prediction.outputs())));
                }
            }
        }
        return answers;
    }

    /// Answers rows of tensors, each as if it were a record of its own: every step is one request
    /// for all rows that need it. Blocks until all are there. Response caches and precomputed
    /// answers are passed by, and nothing is reported to listeners.
    ///
    /// @param inputs that fit the signature, as many rows in each, at least one; made with the pool
    ///   of the process, taken over
    /// @return which the caller closes
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`
    public BlockAnswer predictBlock(NamedTensors inputs) {
        return endpoints.blocks().predict(name, inputs);
    }

    /// The most rows of blocks that may be in flight without a refusal by one of the models that
    /// the endpoint calls; empty if it calls none.
    ///
    /// @throws ProblemException `endpoint-not-found`, `endpoint-not-ready`
    public OptionalInt blockRowsInFlightMax() {
        return endpoints.blocks().rowsInFlightMax(name);
    }
}
