package dev.berth.benchmarks.stage;

import dev.berth.core.ModelName;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.endpoint.Endpoints;
import dev.berth.endpoint.telemetry.EndpointListener;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Benchmark of an endpoint's overhead over its model, whose engine computes nothing; microseconds
/// per record, and with `-prof gc` allocated bytes.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EndpointBenchmark {
    static final int COMPANY = 32;

    private static final ModelName NAME = TinyMlp.REFERENCE.name();
    private static final String STEP = "summary: One step\nsteps: {it: {model: tiny}}\n";

    /// Subject: the model itself, an endpoint with one step, with guards, within a bulkhead, or
    /// with a response cache.
    @Param({"model", "step", "guards-1", "guards-11", "bulkhead", "cache"})
    public String what = "model";

    private final float[] numbers = TinyMlp.numbers(TinyMlp.INPUTS);
    private final ScratchDirectory directory = ScratchDirectory.create();
    private final List<ModelServer> open = new ArrayList<>();
    private final List<Endpoints> endpoints = new ArrayList<>();

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        TinySystem.write(directory.path(), InstantRuntime.ENGINE);
        Path folder = Files.createDirectories(directory.path().resolve("endpoints"));
        Files.writeString(folder.resolve("step.yaml"), STEP);
        for (int count : List.of(1, 11)) {
            var guards = new StringBuilder("guards:\n");
            for (int i = 0; i < count; i++) {
                guards.append("  guard-")
                        .append(i)
                        .append(": {on: input, when: \"input.x[0] > 100.0\", reject: too much}\n");
            }
            Files.writeString(folder.resolve("guards-" + count + ".yaml"), STEP + guards);
        }
        Files.writeString(
                folder.resolve("bulkhead.yaml"),
                STEP + "limits: {max-concurrent-records: 100, adaptive-concurrency: true}\n");
        Files.writeString(
                folder.resolve("cache.yaml"), STEP + "cache: {max-bytes: 1MiB, ttl: 1h}\n");
        open.add(
                ModelServer.open(
                        directory.path(),
                        ServingOptions.defaults()
                                .withCacheDirectory(directory.path().resolve("cache"))
                                .withRuntimes(List.of(new InstantRuntime()))));
        endpoints.add(Endpoints.open(serving(), new EndpointListener() {}));
    }

    @TearDown(Level.Trial)
    public void release() {
        endpoints.forEach(Endpoints::close);
        open.forEach(ModelServer::close);
        directory.close();
    }

    private ModelServer serving() {
        return open.getFirst();
    }

    /// One record after the other, including two thread changes.
    @Benchmark
    public float alone() {
        return first(submit());
    }

    /// 32 concurrent records at a time: the cost of one among many.
    @Benchmark
    @OperationsPerInvocation(COMPANY)
    public void inCompany(Blackhole sink) {
        List<CompletableFuture<Prediction>> answers = new ArrayList<>(COMPANY);
        for (int i = 0; i < COMPANY; i++) {
            answers.add(submit());
        }
        answers.forEach(answer -> sink.consume(first(answer)));
    }

    private CompletableFuture<Prediction> submit() {
        Lease lease =
                what.equals("model")
                        ? serving().acquire(NAME)
                        : endpoints.getFirst().acquire(new EndpointName(what));
        var inputs = new NamedTensors();
        inputs.put("x", Tensor.ofFloats(serving().pool(), Shape.of(1, numbers.length), numbers));
        var answer = new CompletableFuture<Prediction>();
        var request =
                new PredictionRequest(
                        "benchmark", inputs, System.nanoTime() + lease.timeoutNanos());
        var _ = lease.submit(request, FutureCallback.to(answer));
        return answer;
    }

    private static float first(CompletableFuture<Prediction> answer) {
        try (Prediction prediction = answer.join()) {
            return prediction.outputs().tensor(0).data().getFloat(0);
        }
    }
}
