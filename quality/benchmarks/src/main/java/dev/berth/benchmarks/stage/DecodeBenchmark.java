package dev.berth.benchmarks.stage;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.Pipeline;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of postprocessing from model outputs to response values; microseconds per record.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
    private static final int TOKENS = 32;
    private static final int WIDTH = 384;
    private static final int CLASSES = 1000;
    private static final int POSITIONS = 56;
    private static final int SYMBOLS = 6623;

    private final TensorPool pool = new TensorPool();
    private final Tensor states =
            Tensor.ofFloats(pool, Shape.of(1, TOKENS, WIDTH), TinyMlp.numbers(TOKENS * WIDTH));
    private final Tensor mask = Tensor.ofLongs(pool, Shape.of(1, TOKENS), ones(TOKENS));
    private final Tensor logits =
            Tensor.ofFloats(pool, Shape.of(1, CLASSES), TinyMlp.numbers(CLASSES));
    private final Tensor scores =
            Tensor.ofFloats(
                    pool,
                    Shape.of(1, POSITIONS, SYMBOLS + 2),
                    TinyMlp.numbers(POSITIONS * (SYMBOLS + 2)));
    private final Pipeline meanPool =
            Steps.compile(
                    pool,
                    List.of(spec("states", states), spec("mask", mask)),
                    Map.of(),
                    "mean-pool",
                    Map.of("from", "states", "mask", "mask", "into", "pooled"));
    private final Pipeline softmax =
            Steps.compile(
                    pool,
                    List.of(spec("logits", logits)),
                    Map.of(),
                    "softmax",
                    Map.of("from", "logits", "into", "probabilities"));
    private final Pipeline ctc =
            Steps.compile(
                    pool,
                    List.of(spec("scores", scores)),
                    Map.of(),
                    "ctc",
                    Map.of(
                            "from",
                            "scores",
                            "alphabet",
                            alphabet(),
                            "space",
                            true,
                            "into",
                            Map.of("text", "text", "confidence", "confidence")));

    private static long[] ones(int count) {
        var ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static List<String> alphabet() {
        return IntStream.range(0, SYMBOLS).mapToObj(i -> Character.toString(0x4e00 + i)).toList();
    }

    /// The tensor's shape with a batch dimension in place of its one row.
    private static TensorSpec spec(String name, Tensor tensor) {
        Dimension[] dimensions =
                Arrays.stream(tensor.shape().toArray())
                        .mapToObj(Dimension::fixed)
                        .toArray(Dimension[]::new);
        dimensions[0] = Steps.BATCH;
        return new TensorSpec(name, tensor.type(), DeclaredShape.of(dimensions));
    }

    @TearDown
    public void release() {
        List.of(states, mask, logits, scores).forEach(Tensor::close);
        List.of(meanPool, softmax, ctc).forEach(Pipeline::close);
    }

    /// float32 [1, 32, 384] to [1, 384].
    @Benchmark
    public float meanPool() {
        try (var tensors = new NamedTensors()) {
            tensors.put("states", states.share());
            tensors.put("mask", mask.share());
            meanPool.apply(tensors);
            return tensors.require("pooled").data().getFloat(0);
        }
    }

    /// float32 [1, 1000] to the same.
    @Benchmark
    public float softmax() {
        try (var tensors = new NamedTensors()) {
            tensors.put("logits", logits.share());
            softmax.apply(tensors);
            return tensors.require("probabilities").data().getFloat(0);
        }
    }

    /// float32 [1, 56, 6625] to a text: one line of print.
    @Benchmark
    public byte[] ctc() {
        try (var tensors = new NamedTensors()) {
            tensors.put("scores", scores.share());
            ctc.apply(tensors);
            return tensors.require("text").element(0);
        }
    }

    long blocksInUse() {
        return pool.blocksInUse();
    }
}
