package dev.berth.benchmarks.stage;

import dev.berth.core.tensor.TensorPool;
import dev.berth.protocol.json.JsonScanner;
import dev.berth.protocol.oip.InferRequest;
import dev.berth.protocol.oip.InferRequestReader;
import java.io.IOException;
import java.util.OptionalInt;
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
import org.openjdk.jmh.annotations.Warmup;

/// Benchmark of parsing a request with one float32 input into a validated off-heap tensor;
/// microseconds per body.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ParseBenchmark {
    /// Numbers in the body: 16 take 208 bytes, 384 are a sentence's embedding, 12,288 its states.
    @Param({"16", "384", "12288"})
    public int floats;

    private final TensorPool pool = new TensorPool();
    private final InferRequestReader reader = new InferRequestReader(TinyMlp.signature(), pool);
    private final JacksonJson jackson = new JacksonJson();
    private byte[] json = {};
    private byte[] binary = {};
    private OptionalInt binaryHeadLength = OptionalInt.empty();

    @Setup
    public void prepare() {
        json = TinyMlp.jsonBody(floats);
        binary = TinyMlp.binaryBody(floats);
        binaryHeadLength = OptionalInt.of(TinyMlp.binaryHeadLength(floats));
    }

    /// Berth, from JSON.
    @Benchmark
    public float json() {
        try (InferRequest request = reader.read(json)) {
            return request.inputs().tensor(0).data().getFloat(0);
        }
    }

    /// Berth, from JSON with binary tensor data.
    @Benchmark
    public float binary() {
        try (InferRequest request = reader.read(binary, 0, binary.length, binaryHeadLength)) {
            return request.inputs().tensor(0).data().getFloat(0);
        }
    }

    /// The lower bound: every byte checked, no value kept.
    @Benchmark
    public int jsonSkipped() {
        var scanner = new JsonScanner(json);
        scanner.skip();
        return scanner.position();
    }

    @Benchmark
    public float[] jacksonStreaming() throws IOException {
        return jackson.readStreaming(json);
    }

    @Benchmark
    public float[] jacksonTree() throws IOException {
        return jackson.readTree(json);
    }

    long blocksInUse() {
        return pool.blocksInUse();
    }
}
