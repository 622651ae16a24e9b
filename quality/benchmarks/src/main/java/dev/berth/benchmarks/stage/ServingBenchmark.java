package dev.berth.benchmarks.stage;

import dev.berth.core.ModelName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.request.FutureCallback;
import dev.berth.serving.request.Lease;
import dev.berth.serving.request.Prediction;
import dev.berth.serving.request.PredictionRequest;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// Benchmark of the serving capability in this process, tensors to tensors: lease, queue,
/// concatenate, execute, split; microseconds per prediction.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ServingBenchmark {
    static final int COMPANY = 32;
    private static final ModelName NAME = TinyMlp.REFERENCE.name();

    /// `instant` computes nothing and isolates the overhead of serving; `onnx` runs the tiny model.
    @Param({InstantRuntime.ENGINE, "onnx"})
    public String engine = InstantRuntime.ENGINE;

    private final float[] numbers = TinyMlp.numbers(TinyMlp.INPUTS);
    private final ScratchDirectory directory = ScratchDirectory.create();
    private final List<ModelServer> open = new ArrayList<>();

    @Setup(Level.Trial)
    public void prepare() {
        TinySystem.write(directory.path(), engine);
        open.add(
                ModelServer.open(
                        directory.path(),
                        ServingOptions.defaults()
                                .withCacheDirectory(directory.path().resolve("cache"))
                                .withRuntimes(List.of(new InstantRuntime()))));
    }

    @TearDown(Level.Trial)
    public void release() {
        open.forEach(ModelServer::close);
        directory.close();
    }

    ModelServer serving() {
        return open.getFirst();
    }

    /// One prediction after the other: the latency of an idle server, including two thread changes.
    @Benchmark
    public float alone() {
        return first(submit());
    }

    /// 32 concurrent predictions at a time: the cost of one among many.
    @Benchmark
    @OperationsPerInvocation(COMPANY)
    public void inCompany(Blackhole sink) {
        List<CompletableFuture<Prediction>> answers = new ArrayList<>(COMPANY);
        for (int i = 0; i < COMPANY; i++) {
            answers.add(submit());
        }
        answers.forEach(answer -> sink.consume(first(answer)));
    }

    /// Eight callers with one prediction at a time each. The result is a caller's waiting time; an
    /// eighth of it passes between two responses.
    @Benchmark
    @Threads(8)
    public float eightCallers() {
        return first(submit());
    }

    private CompletableFuture<Prediction> submit() {
        Lease lease = serving().acquire(NAME);
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
