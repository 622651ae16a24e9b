package dev.berth.benchmarks.accuracy;

import dev.berth.benchmarks.process.Engines;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.system.RuntimeSettings.Optimization;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Sentence model in ONNX Runtime on one thread, with one sentence per execution.
final class SentenceModel implements AutoCloseable {
    private static final String WITHOUT = "optimization.disable_specified_optimizers";

    private final LoadedArtifact artifact;
    private final ExecutionContext execution;

    private SentenceModel(LoadedArtifact artifact) {
        this.artifact = artifact;
        this.execution = artifact.openExecution();
    }

    /// The model as Berth runs it by default: without the fusions of ADR 0049.
    static SentenceModel plain(Path model, TensorPool pool) {
        return load(model, pool, Optimization.ALL, Map.of());
    }

    /// The model with all fusions of the engine.
    static SentenceModel fused(Path model, TensorPool pool) {
        return load(model, pool, Optimization.ALL, Map.of(WITHOUT, ""));
    }

    /// The model with its graph as it is in the file.
    static SentenceModel unoptimized(Path model, TensorPool pool) {
        return load(model, pool, Optimization.NONE, Map.of());
    }

    private static SentenceModel load(
            Path model, TensorPool pool, Optimization optimization, Map<String, String> options) {
        var defaults = RuntimeSettings.of("onnx");
        var settings =
                new RuntimeSettings(
                        defaults.engine(),
                        Optional.of(1),
                        Optional.of(1),
                        defaults.interOpThreads(),
                        defaults.spinning(),
                        optimization,
                        defaults.providers(),
                        options,
                        defaults.isolation());
        return new SentenceModel(Engines.onnx().load(model, settings, pool));
    }

    /// Returns a sentence's vector: the mean of its tokens' vectors, of length 1.
    double[] vector(NamedTensors tokens) {
        List<Tensor> inputs =
                artifact.inputs().stream().map(input -> tokens.require(input.name())).toList();
        List<Tensor> outputs = execution.run(inputs);
        try {
            return mean(outputs.getFirst());
        } finally {
            outputs.forEach(Tensor::close);
        }
    }

    /// @param states float32 [1, tokens, width]
    private static double[] mean(Tensor states) {
        ByteBuffer data = states.data();
        int tokens = Math.toIntExact(states.shape().size(1));
        var sum = new double[Math.toIntExact(states.shape().size(2))];
        for (int at = 0; at < tokens * sum.length; at++) {
            sum[at % sum.length] += data.getFloat(at * Float.BYTES);
        }
        double squares = 0;
        for (double each : sum) {
            squares += each * each;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= Math.sqrt(squares);
        }
        return sum;
    }

    @Override
    public void close() {
        execution.close();
        artifact.close();
    }
}
