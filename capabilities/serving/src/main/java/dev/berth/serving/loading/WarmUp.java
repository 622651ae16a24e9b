package dev.berth.serving.loading;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SessionPosition;
import dev.berth.core.record.MapRecordCodec;
import dev.berth.core.signature.Field;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.TensorPool;
import dev.berth.serving.execution.ModelInstance;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import dev.berth.serving.request.TraceContextProvider;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Predictions of a signature's examples before the version serves: the first caller then meets a
/// warm engine, and an example that the model cannot answer is an error of the package.
///
/// Only where every required input has an example; made-up values would say nothing and may be
/// refused by the model.
final class WarmUp {
    /// The first executions of a large model take longer than any request may.
    private static final Duration TIME = Duration.ofHours(1);

    /// As long as a worker may take to load: one that hangs is not waited for longer.
    private static final Duration WORKER_TIME = Duration.ofMinutes(5);

    /// A session of one request, of which nothing is kept.
    private static final SessionPosition SESSION = new SessionPosition("warm-up", true, true);

    /// That of no caller: no consumer has such a name.
    private static final TraceContextProvider TRACE =
            new TraceContextProvider() {
                @Override
                public Optional<Carried> carried() {
                    return Optional.empty();
                }

                @Override
                public String consumer() {
                    return "(warm-up)";
                }
            };

    private final TensorPool pool;

    WarmUp(TensorPool pool) {
        this.pool = pool;
    }

    /// Blocks until the predictions are made.
    ///
    /// @throws ProblemException `package-invalid` if the model does not answer its own examples
    void run(ModelInstance instance) {
        ModelPackage modelPackage = instance.modelPackage();
        Map<String, Object> record = exampleRecord(modelPackage);
        for (int i = 0; i < modelPackage.warmUp() && !record.isEmpty(); i++) {
            try {
                predict(instance, record).close();
            } catch (ProblemException e) {
                throw new ProblemException(
                        Problem.of(
                                ProblemCode.PACKAGE_INVALID,
                                "model "
                                        + modelPackage.reference()
                                        + " does not answer its own examples: "
                                        + e.problem().message(),
                                "correct the examples in signature.inputs, or the steps; warm-up: 0 serves it"
                                        + " unwarmed"),
                        e);
            }
        }
    }

    /// Empty if an input that must be there has no example.
    private static Map<String, Object> exampleRecord(ModelPackage modelPackage) {
        Map<String, Object> record = new LinkedHashMap<>();
        for (Field input : modelPackage.signature().inputs()) {
            if (input.example().isPresent()) {
                record.put(input.name(), input.example().get());
            } else if (input.isRequired()) {
                return Map.of();
            }
        }
        return record;
    }

    private Prediction predict(ModelInstance instance, Map<String, Object> record) {
        NamedTensors inputs = MapRecordCodec.toTensors(instance.signature(), record, pool);
        var answer = new CompletableFuture<Prediction>();
        Lease lease = instance.tryLease().orElseThrow();
        Duration time = instance.artifact().worker().isPresent() ? WORKER_TIME : TIME;
        var request =
                new PredictionRequest(
                                "warm-up", inputs, instance.nanoTime() + time.toNanos(), TRACE)
                        .inSession(SESSION);
        var _ = lease.submit(request, FutureCallback.to(answer));
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }
}
