package dev.berth.benchmarks.stage;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of one execution by ONNX Runtime on one thread, behind Berth's interface; microseconds
/// per execution, the lower bound of every server.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuntimeBenchmark {
    static final int TOKENS = 32;
    private static final int HELLO = 7592;

    /// Rows per execution: records, or sentences of 32 tokens.
    @Param({"1", "8", "32"})
    public int rows;

    private final TensorPool pool = new TensorPool();
    private final ScratchDirectory directory = ScratchDirectory.create();
    private final LoadedArtifact tiny =
            load(TinySystem.writeModel(directory.path().resolve("tiny.onnx")), Map.of());
    private final Path miniLmFile = MiniLmFiles.copyModel(directory.path());
    private final LoadedArtifact miniLm = load(miniLmFile, Map.of());
    private final LoadedArtifact miniLmFused =
            load(miniLmFile, Map.of("optimization.disable_specified_optimizers", ""));
    private final ExecutionContext tinyExecution = tiny.openExecution();
    private final ExecutionContext miniLmExecution = miniLm.openExecution();
    private final ExecutionContext miniLmFusedExecution = miniLmFused.openExecution();
    private List<Tensor> tinyInputs = List.of();
    private List<Tensor> miniLmInputs = List.of();

    private LoadedArtifact load(Path model, Map<String, String> options) {
        ModelRuntime runtime =
                ServiceLoader.load(ModelRuntime.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(each -> each.engine().equals("onnx"))
                        .findFirst()
                        .orElseThrow();
        var defaults = RuntimeSettings.of("onnx").withIntraOpThreads(1);
        var settings =
                new RuntimeSettings(
                        defaults.engine(),
                        defaults.executors(),
                        defaults.intraOpThreads(),
                        defaults.interOpThreads(),
                        defaults.spinning(),
                        defaults.optimization(),
                        defaults.providers(),
                        options,
                        defaults.isolation());
        return runtime.load(model, settings, pool);
    }

    @Setup
    public void prepare() {
        tinyInputs =
                List.of(
                        Tensor.ofFloats(
                                pool,
                                Shape.of(rows, TinyMlp.INPUTS),
                                TinyMlp.numbers(rows * TinyMlp.INPUTS)));
        miniLmInputs = miniLm.inputs().stream().map(input -> tokens(input.name())).toList();
    }

    private Tensor tokens(String name) {
        long token =
                switch (name) {
                    case "input_ids" -> HELLO;
                    case "attention_mask" -> 1;
                    default -> 0;
                };
        return Tensor.ofLongs(
                pool,
                Shape.of(rows, TOKENS),
                IntStream.range(0, rows * TOKENS).mapToLong(i -> token).toArray());
    }

    @TearDown
    public void release() {
        tinyInputs.forEach(Tensor::close);
        miniLmInputs.forEach(Tensor::close);
        tinyExecution.close();
        miniLmExecution.close();
        miniLmFusedExecution.close();
        tiny.close();
        miniLm.close();
        miniLmFused.close();
        directory.close();
    }

    /// Multiply, add, multiply, softmax over 16 numbers a row.
    @Benchmark
    public float tinyMlp() {
        return run(tinyExecution, tinyInputs);
    }

    /// A quantised sentence model of 22 MB.
    @Benchmark
    public float miniLm() {
        return run(miniLmExecution, miniLmInputs);
    }

    /// The sentence model with all fusions of the engine, its default.
    @Benchmark
    public float miniLmFused() {
        return run(miniLmFusedExecution, miniLmInputs);
    }

    private static float run(ExecutionContext execution, List<Tensor> inputs) {
        List<Tensor> outputs = execution.run(inputs);
        float first = outputs.getFirst().data().getFloat(0);
        outputs.forEach(Tensor::close);
        return first;
    }

    long blocksInUse() {
        return pool.blocksInUse();
    }
}
