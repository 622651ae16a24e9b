package dev.berth.benchmarks.load;

import dev.berth.benchmarks.process.Engines;
import dev.berth.benchmarks.stage.TinyMlp;
import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Tiny model in ONNX Runtime, executed row by row on the calling thread.
final class EngineLoop implements InProcess {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final TensorPool pool = new TensorPool();
    private final LoadedArtifact artifact;
    private final ExecutionContext execution;
    private final Tensor input =
            Tensor.ofFloats(pool, Shape.of(1, TinyMlp.INPUTS), TinyMlp.numbers(TinyMlp.INPUTS));

    EngineLoop(Path model) {
        this.artifact =
                Engines.onnx().load(model, RuntimeSettings.of("onnx").withIntraOpThreads(1), pool);
        this.execution = artifact.openExecution();
    }

    @Override
    public Turn run(Duration time) {
        long cpuStart = threads.getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long end = start + time.toNanos();
        long count = 0;
        while (System.nanoTime() < end) {
            execution.run(List.of(input)).forEach(Tensor::close);
            count++;
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMicros = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e3 / count;
        return new Turn(count / seconds, Double.NaN, Double.NaN, cpuMicros);
    }

    @Override
    public void close() {
        input.close();
        execution.close();
        artifact.close();
    }
}
