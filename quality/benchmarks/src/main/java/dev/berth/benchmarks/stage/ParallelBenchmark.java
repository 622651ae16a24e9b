package dev.berth.benchmarks.stage;

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
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of an endpoint with parallel steps, each five milliseconds without processor time;
/// milliseconds per record. With perfect parallelism all numbers of steps take the same time.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ParallelBenchmark {
    private static final long PAUSE_NANOS = 5_000_000;

    /// Number of parallel steps.
    @Param({"1", "2", "4"})
    public int branches = 1;

    private final float[] numbers = TinyMlp.numbers(TinyMlp.INPUTS);
    private final ScratchDirectory directory = ScratchDirectory.create();
    private final List<ModelServer> open = new ArrayList<>();
    private final List<Endpoints> endpoints = new ArrayList<>();

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        TinySystem.write(directory.path(), InstantRuntime.ENGINE);
        Path folder = Files.createDirectories(directory.path().resolve("endpoints"));
        var steps = new StringBuilder("summary: Side by side\nsteps:\n");
        for (int i = 0; i < branches; i++) {
            steps.append("  step").append(i).append(": {model: tiny}\n");
        }
        Files.writeString(folder.resolve("side-by-side.yaml"), steps);
        open.add(
                ModelServer.open(
                        directory.path(),
                        ServingOptions.defaults()
                                .withCacheDirectory(directory.path().resolve("cache"))
                                .withExecutionThreads(branches)
                                .withRuntimes(List.of(new InstantRuntime(PAUSE_NANOS, branches)))));
        endpoints.add(Endpoints.open(open.getFirst(), new EndpointListener() {}));
    }

    @TearDown(Level.Trial)
    public void release() {
        endpoints.forEach(Endpoints::close);
        open.forEach(ModelServer::close);
        directory.close();
    }

    /// One record after the other.
    @Benchmark
    public float record() {
        Lease lease = endpoints.getFirst().acquire(new EndpointName("side-by-side"));
        var inputs = new NamedTensors();
        inputs.put(
                "x", Tensor.ofFloats(open.getFirst().pool(), Shape.of(1, numbers.length), numbers));
        var answer = new CompletableFuture<Prediction>();
        var request =
                new PredictionRequest(
                        "benchmark", inputs, System.nanoTime() + lease.timeoutNanos());
        var _ = lease.submit(request, FutureCallback.to(answer));
        try (Prediction prediction = answer.join()) {
            return prediction.outputs().tensor(0).data().getFloat(0);
        }
    }
}
