package dev.berth.serving;

import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.SessionPosition;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A model of an open system: its latest version, or one version of it. Thread-safe.
///
/// A record and its prediction are maps from the signature's field names to plain values: String,
/// Boolean, Number, `byte[]` or Lists of them, as [MapRecordCodec] describes.
public final class Model {
    private final ModelServer serving;
    private final BlockingPredictor calls;
    private final ModelName name;
    private final Optional<ModelVersion> version;

    private Model(ModelServer serving, ModelName name, Optional<ModelVersion> version) {
        this.serving = serving;
        this.calls = new BlockingPredictor(serving.nanoClock());
        this.name = name;
        this.version = version;
    }

    /// A model that is there.
    ///
    /// @param version empty for whichever is the latest at each prediction
    /// @throws ProblemException `model-not-found`, `model-version-not-found`, or `model-not-ready`
    ///   with the reason
    public static Model of(ModelServer serving, ModelName name, Optional<ModelVersion> version) {
        var _ = serving.requirePackage(name, version);
        return new Model(serving, name, version);
    }

    /// What [#predict] takes and gives.
    ///
    /// @throws ProblemException `model-not-ready`
    public Signature signature() {
        return serving.requirePackage(name, version).signature();
    }

    /// Predicts one record. Blocks until the answer is there.
    ///
    /// @throws ProblemException `record-invalid` with every fault, `queue-full`,
    ///   `deadline-exceeded`, `inference-failed`, …
    public Map<String, Object> predict(Map<String, ?> record) {
        return predictAll(List.of(record)).getFirst();
    }

    /// Predicts one record as the next one of a session, for a model with `session`. Blocks until
    /// the answer is there, after those of the session's requests before it.
    ///
    /// @throws ProblemException as [#predict]; `session-unknown`, `session-expired`,
    ///   `session-limit-exceeded`
    public Map<String, Object> predict(Map<String, ?> record, SessionPosition session) {
        return predictAll(List.of(record), Optional.empty(), session).getFirst();
    }

    /// Predicts several records, which are executed together where their shapes allow it. Blocks
    /// until all answers are there; they are in the order of the records.
    ///
    /// @throws ProblemException as [#predict]; if one record fails, all do
    public List<Map<String, Object>> predictAll(List<? extends Map<String, ?>> records) {
        return predictAll(records, Optional.empty());
    }

    /// The same within a time.
    ///
    /// @param timeout how long to wait at most; empty for the package's own limit
    public List<Map<String, Object>> predictAll(
            List<? extends Map<String, ?>> records, Optional<Duration> timeout) {
        return predictAll(records, timeout, null);
    }

    private List<Map<String, Object>> predictAll(
            List<? extends Map<String, ?>> records,
            Optional<Duration> timeout,
            @Nullable SessionPosition session) {
        if (records.isEmpty()) {
            return List.of();
        }
        long start = serving.nanoClock().getAsLong();
        OptionalLong timeoutNanos =
                timeout.map(time -> OptionalLong.of(time.toNanos())).orElse(OptionalLong.empty());
        Lease lease = serving.acquire(name, version, timeoutNanos);
        List<NamedTensors> inputs;
        try {
            lease.limit().require(records.size());
            inputs = MapRecordCodec.toTensors(lease.signature(), records, serving.pool());
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        return calls.predict(
                lease,
                inputs,
                timeout.map(time -> OptionalLong.of(start + time.toNanos()))
                        .orElse(OptionalLong.empty()),
                session);
    }

    /// Predicts rows of tensors in one request. Blocks until the answer is there, which the caller
    /// closes.
    ///
    /// @param inputs that fit the signature, all of them; made with [ModelServer#pool], taken over
    /// @throws ProblemException as [#predictAll], but for records
    public Prediction predictTensors(NamedTensors inputs) {
        Lease lease;
        try {
            lease = serving.acquire(name, version, OptionalLong.empty());
        } catch (RuntimeException | Error e) {
            inputs.close();
            throw e;
        }
        return calls.predict(lease, inputs);
    }

    /// The most records that may be in flight without a refusal, unless other callers send some.
    public int recordsInFlightMax() {
        try (Lease lease = serving.acquire(name, version, OptionalLong.empty())) {
            return lease.limit().recordsMax();
        }
    }

    /// The most records of one execution, within which requests are joined.
    public int recordsPerExecutionMax() {
        try (Lease lease = serving.acquire(name, version, OptionalLong.empty())) {
            return lease.recordsPerExecutionMax();
        }
    }
}
