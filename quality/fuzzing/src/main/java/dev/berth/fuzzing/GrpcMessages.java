package dev.berth.fuzzing;

import dev.berth.proto.ModelInferRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Fuzz target: messages to each gRPC method, which get a result or a client error status. The
/// first byte selects the method, the second how the rest is sent.
final class GrpcMessages implements Target {
    private static final String OIP = "/inference.GRPCInferenceService/";
    private static final List<String> METHODS =
            List.of(
                    OIP + "ModelInfer",
                    OIP + "ModelStreamInfer",
                    OIP + "ModelMetadata",
                    OIP + "ModelConfig",
                    OIP + "ModelStatistics",
                    OIP + "ModelReady",
                    OIP + "RepositoryIndex",
                    "/grpc.health.v1.Health/Check",
                    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo");

    /// `UNKNOWN`, `INTERNAL` and `DATA_LOSS`: the server's fault.
    private static final List<String> FAILURES = List.of("2", "13", "15");

    /// Selected by the two lowest bits of the second byte; the first means none.
    private static final List<String> CODINGS = List.of("", "identity", "gzip", "deflate");

    /// Bits of the second byte.
    private static final int FRAMED_BY_THE_INPUT = 4;

    private static final int COMPRESSED = 8;
    private static final int IN_PIECES = 16;
    private static final int END_BY_ITSELF = 32;

    /// Few, to test the beginning of connections often.
    private static final int CALLS_PER_CONNECTION = 16;

    /// Source: RFC 9113, section 6.5.2, SETTINGS_MAX_FRAME_SIZE.
    private static final int FRAME_BYTES_MAX = 16_384;

    private final FuzzedServer server = new FuzzedServer();
    private GrpcConnection connection = connect();
    private int calls;

    private GrpcConnection connect() {
        try {
            return GrpcConnection.open(server.port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A prediction of the tiny model.
    static ModelInferRequest tiny() {
        ModelInferRequest.Builder message = ModelInferRequest.newBuilder().setModelName("tiny");
        var input = message.addInputsBuilder().setName("x").setDatatype("FP32");
        input.addShape(1).addShape(16);
        for (int i = 0; i < 16; i++) {
            input.getContentsBuilder().addFp32Contents(i);
        }
        return message.build();
    }

    @Override
    public List<byte[]> seeds() {
        byte[] tiny = tiny().toByteArray();
        byte[] named = {10, 4, 't', 'i', 'n', 'y'};
        byte[] framed = Bytes.join(new byte[] {0, 0, 0, 0, (byte) named.length}, named);
        return List.of(
                Bytes.join(new byte[] {0, 0}, tiny),
                Bytes.join(new byte[] {0, COMPRESSED | IN_PIECES | 2}, tiny),
                Bytes.join(new byte[] {1, END_BY_ITSELF | 1}, tiny),
                Bytes.join(new byte[] {2, 0}, named),
                Bytes.join(new byte[] {4, FRAMED_BY_THE_INPUT}, framed),
                Bytes.join(new byte[] {1, FRAMED_BY_THE_INPUT | IN_PIECES}, framed, framed),
                Bytes.join(new byte[] {8, 0}, new byte[] {58, 0}));
    }

    @Override
    public void accept(byte[] bytes) throws IOException, InterruptedException {
        if (bytes.length < 2) {
            return;
        }
        if (++calls % CALLS_PER_CONNECTION == 0) {
            connection.close();
            connection = connect();
        }
        String method = METHODS.get(Byte.toUnsignedInt(bytes[0]) % METHODS.size());
        int how = bytes[1];
        String coding = CODINGS.get(how & 3);
        String status =
                connection.call(
                        method,
                        coding.isEmpty() ? Map.of() : Map.of("grpc-encoding", coding),
                        pieces(body(Arrays.copyOfRange(bytes, 2, bytes.length), how), how));
        if (FAILURES.contains(status)) {
            throw new AssertionError(method + " ended with status " + status);
        }
        server.requireSound();
    }

    private static byte[] body(byte[] rest, int how) throws IOException {
        if ((how & FRAMED_BY_THE_INPUT) != 0) {
            return rest;
        }
        boolean compressed = (how & COMPRESSED) != 0;
        byte[] message = compressed ? gzip(rest) : rest;
        byte[] prefix =
                ByteBuffer.allocate(5)
                        .put((byte) (compressed ? 1 : 0))
                        .putInt(message.length)
                        .array();
        return Bytes.join(prefix, message);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(plain);
        }
        return compressed.toByteArray();
    }

    /// The payloads of the DATA frames, the last of which ends the call.
    private static List<byte[]> pieces(byte[] body, int how) {
        int length = (how & IN_PIECES) == 0 ? FRAME_BYTES_MAX : Math.max(1, body.length / 3);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < body.length; at += length) {
            pieces.add(Arrays.copyOfRange(body, at, Math.min(body.length, at + length)));
        }
        if (pieces.isEmpty() || (how & END_BY_ITSELF) != 0) {
            pieces.add(new byte[0]);
        }
        return pieces;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.close();
    }
}
