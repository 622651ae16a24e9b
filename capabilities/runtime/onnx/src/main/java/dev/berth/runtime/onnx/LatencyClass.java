package dev.berth.runtime.onnx;

import dev.berth.core.ProblemException;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.util.ArrayList;
import java.util.List;

/// Order of magnitude of an execution's duration, which decides the defaults.
enum LatencyClass {
    /// Less than it costs to hand the run to another thread.
    MICROSECONDS,
    MILLISECONDS;

    /// Between the runs that were measured: a perceptron of 1,000 weights takes 2 us, the smallest
    /// convolutional model at hand (0.6 MB, a picture of 48 x 320) 3,600.
    private static final long MICROSECONDS_MAX = 100;

    /// The first runs in a process are slow, since Java has not compiled their way yet.
    private static final int RUNS = 20;

    /// Measures runs of one row of zeros. A model that fails on zeros, or whose rows have dynamic
    /// sizes, so that they may be of any length, counts as one of milliseconds.
    static LatencyClass measure(LoadedArtifact artifact, TensorPool pool) {
        if (!artifact.inputs().stream()
                .map(TensorSpec::shape)
                .allMatch(LatencyClass::hasFixedRows)) {
            return MILLISECONDS;
        }
        List<Tensor> zeros = new ArrayList<>();
        try (ExecutionContext execution = artifact.openExecution()) {
            Zeros.add(artifact.inputs(), 1, pool, zeros);
            long best = Long.MAX_VALUE;
            for (int i = 0; i < RUNS; i++) {
                long start = System.nanoTime();
                execution.run(zeros).forEach(Tensor::close);
                best = Math.min(best, System.nanoTime() - start);
            }
            return best / 1_000 < MICROSECONDS_MAX ? MICROSECONDS : MILLISECONDS;
        } catch (ProblemException e) {
            return MILLISECONDS;
        } finally {
            zeros.forEach(Tensor::close);
        }
    }

    private static boolean hasFixedRows(DeclaredShape shape) {
        return shape.list().stream().skip(1).allMatch(size -> size instanceof Dimension.Fixed);
    }
}
