package dev.berth.benchmarks.stage;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.ExecutionContext;
import dev.berth.runtime.LoadedArtifact;
import dev.berth.runtime.ModelRuntime;
import dev.berth.runtime.RuntimeIsolation;
import dev.berth.testkit.onnx.OnnxElementType;
import dev.berth.testkit.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
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

/// Benchmark of an execution in this process and in a worker process; microseconds. The difference
/// is the cost of the process boundary. The worker's processor time is not included.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WorkerBenchmark {
    /// Location of the engine.
    public enum Place {
        HERE,
        WORKER
    }

    static final int MEGABYTE_FLOATS = 1 << 18;

    @Param public Place place = Place.HERE;

    private final TensorPool pool = new TensorPool();
    private final ScratchDirectory directory = ScratchDirectory.create();
    private final RuntimeIsolation isolation =
            ServiceLoader.load(RuntimeIsolation.class).findFirst().orElseThrow();

    @SuppressWarnings("NullAway.Init") // Before the first run, as the location is known then.
    private Model tiny;

    @SuppressWarnings("NullAway.Init")
    private Model megabyte;

    /// Loaded model with its input.
    private record Model(LoadedArtifact artifact, ExecutionContext execution, Tensor input) {
        float run() {
            List<Tensor> outputs = execution.run(List.of(input));
            float first = outputs.getFirst().data().getFloat(0);
            outputs.forEach(Tensor::close);
            return first;
        }

        void close() {
            input.close();
            execution.close();
            artifact.close();
        }
    }

    @Setup
    public void load() throws IOException {
        ModelRuntime here =
                ServiceLoader.load(ModelRuntime.class).stream()
                        .map(ServiceLoader.Provider::get)
                        .filter(each -> each.engine().equals("onnx"))
                        .findFirst()
                        .orElseThrow();
        ModelRuntime runtime =
                switch (place) {
                    case HERE -> here;
                    case WORKER -> isolation.isolated(here);
                };
        Path identity =
                Files.write(
                        directory.path().resolve("identity.onnx"),
                        OnnxModels.identity(OnnxElementType.FLOAT, "N"));
        tiny =
                load(
                        runtime,
                        TinySystem.writeModel(directory.path().resolve("tiny.onnx")),
                        Shape.of(1, TinyMlp.INPUTS));
        megabyte = load(runtime, identity, Shape.of(MEGABYTE_FLOATS));
    }

    private Model load(ModelRuntime runtime, Path file, Shape shape) {
        RuntimeSettings settings = RuntimeSettings.of("onnx").withIntraOpThreads(1);
        LoadedArtifact artifact = runtime.load(file, settings, pool);
        float[] numbers = TinyMlp.numbers((int) shape.elementCount());
        return new Model(artifact, artifact.openExecution(), Tensor.ofFloats(pool, shape, numbers));
    }

    @TearDown
    public void release() {
        tiny.close();
        megabyte.close();
        isolation.close();
        directory.close();
    }

    /// 64 bytes to the worker and 12 back.
    @Benchmark
    public float tinyMlp() {
        return tiny.run();
    }

    /// A megabyte in each direction, and a copy of it by the engine.
    @Benchmark
    public float megabyte() {
        return megabyte.run();
    }

    long blocksInUse() {
        return pool.blocksInUse();
    }
}
