package dev.berth.benchmarks.stage;

import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.ByteSink;
import dev.berth.protocol.oip.InferResponse;
import dev.berth.protocol.oip.InferResponseWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/// Benchmark of writing one float32 output to the bytes of a response; microseconds per response.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WriteBenchmark {
    /// Numbers in the response: 3 classes, an embedding, 32 states of 384.
    @Param({"3", "384", "12288"})
    public int floats;

    private final TensorPool pool = new TensorPool();
    private final NamedTensors outputs = new NamedTensors();
    private final JacksonJson jackson = new JacksonJson();
    private final ByteArrayOutputStream jacksonSink = new ByteArrayOutputStream();
    private final ByteSink sink = new ByteSink(1024);
    private float[] numbers = {};

    @Setup
    public void prepare() {
        numbers = TinyMlp.numbers(floats);
        outputs.put("y", Tensor.ofFloats(pool, Shape.of(1, floats), numbers));
    }

    @TearDown
    public void release() {
        outputs.close();
    }

    /// Berth, as JSON.
    @Benchmark
    public int json() {
        sink.clear();
        InferResponseWriter.write(answer(false), sink);
        return sink.length();
    }

    /// Berth, as JSON with binary tensor data.
    @Benchmark
    public int binary() {
        sink.clear();
        InferResponseWriter.write(answer(true), sink);
        return sink.length();
    }

    private InferResponse answer(boolean binary) {
        return new InferResponse(
                TinyMlp.REFERENCE,
                TinyMlp.signature(),
                Optional.empty(),
                outputs,
                List.of(),
                binary,
                Map.of());
    }

    @Benchmark
    public int jackson() throws IOException {
        jacksonSink.reset();
        jackson.write(numbers, jacksonSink);
        return jacksonSink.size();
    }

    long blocksInUse() {
        return pool.blocksInUse();
    }
}
