package dev.berth.client.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.berth.client.balancing.Address;
import dev.berth.core.ModelName;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.proto.ModelInferResponse;
import dev.berth.proto.ModelInferResponse.InferOutputTensor;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Fuzz tests of server responses, valid and corrupted.
final class AnswerFuzzTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 20_000;
    private static final Address SERVER = Address.of("10.0.0.1", 8080);
    private static final ModelPath PATH =
            new ModelPath.OfModel(new ModelName("m"), Optional.empty());

    private static final String JSON_ANSWER =
            """
            {"model_name":"m","model_version":"3","outputs":[
              {"name":"y","datatype":"FP32","shape":[2,2],"data":[[1,2.5],[3,4]]},
              {"name":"b","datatype":"BOOL","shape":[1],"data":[true]},
              {"name":"s","datatype":"BYTES","shape":[2],"data":["a","ü"]},
              {"name":"l","datatype":"INT64","shape":[1],"data":[9007199254740993]}]}\
            """;

    private static final String BINARY_HEAD =
            """
            {"outputs":[{"name":"y","datatype":"FP32","shape":[2],"parameters":{"binary_data_size":8}}]}\
            """;

    private final TensorPool pool = new TensorPool();

    private static WireResponse answer(byte[] body, String... headers) {
        MultiMap given = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < headers.length; i += 2) {
            given.add(headers[i], headers[i + 1]);
        }
        return new WireResponse(
                200, given, Buffer.buffer(body), MultiMap.caseInsensitiveMultiMap());
    }

    private OipHttpCodec binary() {
        try (var inputs = inputs()) {
            return new OipHttpCodec(PATH, inputs, pool);
        }
    }

    private OipGrpcCodec grpc() {
        try (var inputs = inputs()) {
            return new OipGrpcCodec(PATH, inputs, pool);
        }
    }

    private NamedTensors inputs() {
        var inputs = new NamedTensors();
        inputs.put("x", Tensor.ofFloats(pool, Shape.of(1), 1));
        return inputs;
    }

    private static <T> AttemptResult<T> read(ProtocolCodec<T> exchange, WireResponse answer) {
        var outcomes = new ArrayList<AttemptResult<T>>();
        var _ =
                new Attempts<>(new Answering(answer), exchange)
                        .make(SERVER, 1, Map.of(), outcomes::add);
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    private static <T> T value(AttemptResult<T> outcome) {
        return switch (outcome) {
            case AttemptResult.Answered<T> answered -> answered.value();
            case AttemptResult.Failed<T>(AttemptFailure failure) ->
                    throw new AssertionError(failure.problem().toString());
        };
    }

    private static byte[] frame(byte[] message) {
        return Buffer.buffer()
                .appendByte((byte) 0)
                .appendInt(message.length)
                .appendBytes(message)
                .getBytes();
    }

    private static byte[] binaryBody() {
        return Buffer.buffer(BINARY_HEAD).appendFloatLE(1.5f).appendFloatLE(2.5f).getBytes();
    }

    private static byte[] grpcBody() {
        return frame(
                ModelInferResponse.newBuilder()
                        .setModelVersion("3")
                        .addOutputs(
                                InferOutputTensor.newBuilder()
                                        .setName("y")
                                        .setDatatype("FP32")
                                        .addShape(1))
                        .addRawOutputContents(ByteString.copyFrom(new byte[] {0, 0, -64, 63}))
                        .build()
                        .toByteArray());
    }

    @Test
    void read_tensorsAsJson_areTensors() {
        var answered = read(binary(), answer(JSON_ANSWER.getBytes(StandardCharsets.UTF_8)));
        try (NamedTensors outputs = value(answered)) {
            assertThat(outputs.require("y").toFloats()).containsExactly(1, 2.5f, 3, 4);
            assertThat(outputs.require("b").number(0)).isEqualTo(1);
            assertThat(outputs.require("s").text(1)).isEqualTo("ü");
            assertThat(outputs.require("l").toLongs()).containsExactly(9007199254740993L);
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void read_tensorsAsBytes_areTensors() {
        var header = Integer.toString(BINARY_HEAD.length());
        var answered =
                read(binary(), answer(binaryBody(), "inference-header-content-length", header));
        try (NamedTensors outputs = value(answered)) {
            assertThat(outputs.require("y").toFloats()).containsExactly(1.5f, 2.5f);
        }
        try (NamedTensors outputs = value(read(grpc(), answer(grpcBody(), "grpc-status", "0")))) {
            assertThat(outputs.require("y").toFloats()).containsExactly(1.5f);
        }
        assertThat(pool.blocksInUse()).isZero();
    }

    @Test
    void read_changedBytes_alwaysEndsAndLeaksNothing() {
        var random = new Random(SEED);
        var typed = new TypedJsonCodec(PATH, List.of(Map.of("x", 1)));
        byte[] record = "{\"records\":[{\"y\":[1.5,null,\"a\"]}]}".getBytes(StandardCharsets.UTF_8);
        String header = Integer.toString(BINARY_HEAD.length());
        for (int i = 0; i < ROUNDS; i++) {
            var _ = read(typed, answer(changed(record, random)));
            release(
                    read(
                            binary(),
                            answer(changed(JSON_ANSWER.getBytes(StandardCharsets.UTF_8), random))));
            release(
                    read(
                            binary(),
                            answer(
                                    changed(binaryBody(), random),
                                    "inference-header-content-length",
                                    header)));
            release(read(grpc(), answer(changed(grpcBody(), random), "grpc-status", "0")));
            assertThat(pool.blocksInUse()).as("round " + i + ", seed " + SEED).isZero();
        }
    }

    private static void release(AttemptResult<NamedTensors> outcome) {
        if (outcome instanceof AttemptResult.Answered<NamedTensors> answered) {
            answered.value().close();
        }
    }

    /// Changes some bytes, or truncates the end.
    private static byte[] changed(byte[] original, Random random) {
        byte[] bytes =
                random.nextInt(4) == 0
                        ? Arrays.copyOf(original, random.nextInt(original.length))
                        : original.clone();
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /// Transport that returns one response to every request.
    private record Answering(WireResponse answer) implements Transport {
        @Override
        public InFlight send(
                Address server,
                WireRequest request,
                long timeoutNanos,
                Consumer<TransportResult> reply) {
            reply.accept(new TransportResult.Arrived(answer));
            return () -> {};
        }

        @Override
        public <T> void executeOnWorker(Callable<T> step, Consumer<AsyncResult<T>> then) {
            throw new AssertionError("answers here are short");
        }
    }
}
