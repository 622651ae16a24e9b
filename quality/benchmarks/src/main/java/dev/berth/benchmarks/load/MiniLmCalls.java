package dev.berth.benchmarks.load;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.benchmarks.process.ProcessClock;
import dev.berth.benchmarks.stage.MiniLm;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Concurrent callers of the sentence model in this process, each with its own execution context
/// and batch, including pooling.
///
/// Input tensors are created once, which no server can do; so this is a limit and not a competitor.
final class MiniLmCalls implements AutoCloseable {
    private final TensorPool pool;
    private final int batch;
    private final List<Caller> callers = new ArrayList<>();

    MiniLmCalls(LoadedArtifact artifact, TensorPool pool, int batch, int callers) {
        this.pool = pool;
        this.batch = batch;
        for (int i = 0; i < callers; i++) {
            this.callers.add(new Caller(artifact));
        }
        // The first execution allocates memory.
        this.callers.forEach(Caller::call);
    }

    /// Result of the calls.
    record Done(double rowsPerSecond, LatencySamples batches, double cpuMicrosPerRow) {}

    Done run(Duration time) throws InterruptedException {
        double cpuStart = ProcessClock.cpuSeconds();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        List<Thread> threads =
                callers.stream()
                        .map(caller -> Thread.ofPlatform().start(() -> caller.callUntil(end)))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = ProcessClock.cpuSeconds() - cpuStart;
        var samples = new LatencySamples();
        callers.forEach(caller -> samples.addAll(caller.requireSamples()));
        int rows = samples.count() * batch;
        return new Done(rows / seconds, samples, cpuSeconds * 1e6 / rows);
    }

    /// The first pooled row of one execution.
    float[] pooledOnce() {
        return callers.getFirst().call();
    }

    @Override
    public void close() {
        callers.forEach(Caller::close);
    }

    private final class Caller implements AutoCloseable {
        private final ExecutionContext execution;
        private final List<Tensor> inputs;
        private final float[] pooled = new float[MiniLm.WIDTH];
        private final AtomicReference<@Nullable LatencySamples> samples = new AtomicReference<>();

        Caller(LoadedArtifact artifact) {
            this.execution = artifact.openExecution();
            this.inputs =
                    artifact.inputs().stream()
                            .map(
                                    input ->
                                            Tensor.ofLongs(
                                                    pool,
                                                    Shape.of(batch, MiniLm.TOKENS),
                                                    MiniLm.values(input.name(), batch)))
                            .toList();
        }

        void callUntil(long end) {
            samples.set(null);
            var taken = new LatencySamples();
            long now = System.nanoTime();
            do {
                call();
                long then = System.nanoTime();
                taken.add(then - now);
                now = then;
            } while (now < end);
            samples.set(taken);
        }

        LatencySamples requireSamples() {
            LatencySamples taken = samples.get();
            if (taken == null) {
                throw new IllegalStateException("a caller ended early; see its failure above");
            }
            return taken;
        }

        private float[] call() {
            List<Tensor> outputs = execution.run(inputs);
            for (int row = batch - 1; row >= 0; row--) {
                pool(outputs.getFirst().data(), row);
            }
            outputs.forEach(Tensor::close);
            return pooled.clone();
        }

        /// The mean of a row's token vectors; no token is padding.
        private void pool(ByteBuffer states, int row) {
            Arrays.fill(pooled, 0);
            int at = row * MiniLm.TOKENS * MiniLm.WIDTH * Float.BYTES;
            for (int token = 0; token < MiniLm.TOKENS; token++) {
                for (int i = 0; i < MiniLm.WIDTH; i++, at += Float.BYTES) {
                    pooled[i] += states.getFloat(at);
                }
            }
            for (int i = 0; i < MiniLm.WIDTH; i++) {
                pooled[i] /= MiniLm.TOKENS;
            }
        }

        @Override
        public void close() {
            inputs.forEach(Tensor::close);
            execution.close();
        }
    }
}
