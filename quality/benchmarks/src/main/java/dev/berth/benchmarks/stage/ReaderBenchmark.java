package dev.berth.benchmarks.stage;

import dev.berth.core.ModelName;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.tensor.ElementType;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of the graph of `examples/sign-reader` against code that calls its three packages: the
/// same image, models, crops and batches in one process; images per second. As many callers as
/// processors, or `-t`. The goal is 0.9 of the code's throughput.
///
/// Downloads the models if they are not in the cache.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 10)
@Measurement(iterations = 5, time = 10)
@Fork(1)
@Threads(Threads.MAX)
public class ReaderBenchmark {
    private static final Path EXAMPLE = Path.of("examples/sign-reader");

    /// Driver of the models: the endpoint, or code.
    @Param({"endpoint", "code"})
    public String by = "endpoint";

    /// The directory of Berth's repository.
    Path root = Path.of(System.getProperty("berth.root", "."));

    private final List<ModelServer> open = new ArrayList<>();
    private final List<Endpoints> endpoints = new ArrayList<>();
    private final List<byte[]> photographs = new ArrayList<>();

    @Setup(Level.Trial)
    public void prepare() throws IOException {
        Path example = root.resolve(EXAMPLE);
        photographs.add(Files.readAllBytes(example.resolve("signs.jpg")));
        open.add(ModelServer.open(example, ServingOptions.defaults()));
        endpoints.add(Endpoints.open(serving(), new EndpointListener() {}));
    }

    @TearDown(Level.Trial)
    public void release() {
        open.forEach(ModelServer::close);
    }

    private ModelServer serving() {
        return open.getFirst();
    }

    /// The number of lines read.
    @Benchmark
    public int read() {
        return by.equals("endpoint") ? readByEndpoint() : readByCode();
    }

    private int readByEndpoint() {
        var inputs = new NamedTensors();
        inputs.put("image", photograph(Shape.of(1)));
        Lease lease = endpoints.getFirst().acquire(new EndpointName("sign-reader"));
        try (Prediction read = answer(lease, inputs)) {
            return (int) read.outputs().require("lines.text").shape().size(1);
        }
    }

    private int readByCode() {
        try (Prediction detected = detect();
                Prediction cut = cut(detected);
                Prediction read = read(cut)) {
            return read.outputs().require("text").rows();
        }
    }

    private Prediction detect() {
        var inputs = new NamedTensors();
        inputs.put("image", photograph(Shape.of()));
        return call("text-detector", inputs);
    }

    private Prediction cut(Prediction detected) {
        var inputs = new NamedTensors();
        inputs.put("image", photograph(Shape.of()));
        inputs.put("boxes", detected.outputs().require("boxes").share());
        return call("line-cutter", inputs);
    }

    private Prediction read(Prediction cut) {
        var inputs = new NamedTensors();
        inputs.put("image", cut.outputs().require("line").share());
        return call("line-reader", inputs);
    }

    private Tensor photograph(Shape shape) {
        return Tensor.ofElements(ElementType.BYTES, shape, photographs);
    }

    private Prediction call(String model, NamedTensors inputs) {
        return answer(serving().acquire(new ModelName(model)), inputs);
    }

    private static Prediction answer(Lease lease, NamedTensors inputs) {
        var answer = new CompletableFuture<Prediction>();
        long deadline = System.nanoTime() + lease.timeoutNanos();
        var _ =
                lease.submit(
                        new PredictionRequest("benchmark", inputs, deadline),
                        FutureCallback.to(answer));
        return answer.join();
    }
}
