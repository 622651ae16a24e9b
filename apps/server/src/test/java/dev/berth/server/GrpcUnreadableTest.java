package dev.berth.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testkit.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls whose messages cannot be taken apart or read, byte by byte: each ends with a status that
/// says what was found.
class GrpcUnreadableTest {
    private static final String SERVICE = "/inference.GRPCInferenceService/";
    private static final String INVALID_ARGUMENT = "3";
    private static final String RESOURCE_EXHAUSTED = "8";
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    @TempDir static Path directory;

    private static TestServer server;

    @BeforeAll
    static void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withLimits(
                                        ServerLimits.defaults()
                                                .withBodyBytesMax(MESSAGE_BYTES_MAX)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void nothingLeaks() {
        server.assertNothingLeaked();
    }

    /// How a call ended before anything was answered.
    private record Refusal(String status, String message, String problem) {
        static Refusal of(HttpResponse<?> response) {
            return new Refusal(
                    header(response, "grpc-status"),
                    URLDecoder.decode(
                            header(response, "grpc-message").replace("+", "%2B"),
                            StandardCharsets.UTF_8),
                    header(response, "berth-problem-code"));
        }

        private static String header(HttpResponse<?> response, String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    private static Refusal call(String method, byte[] body, String... headers) {
        HttpRequest.Builder request =
                server.request(SERVICE + method)
                        .header("content-type", "application/grpc")
                        .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return Refusal.of(server.sendByHttp2(request));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A field of number 0, the end of a group that never began, text that is not UTF-8.
                "00 00000002 0000   | a message of 2 bytes is no inference.ModelInferRequest: ",
                "00 00000001 0c     | a message of 1 bytes is no inference.ModelInferRequest: ",
                "00 00000003 0a01ff | a message of 3 bytes is no inference.ModelInferRequest: ",
                // A frame that begins with what it cannot, or says what the call does not.
                "07 00000000        | a message's frame begins with 7 (expected: 0 for a plain or 1",
                "01 00000001 00     | but the call has no grpc-encoding (expected: gzip or deflate)",
                // Less than was announced.
                "00 00000010 0000   | the call ends after 2 of a message's 16 bytes",
                "00 00              | the call ends after 2 of the 5 bytes before a message",
                "''                 | the call ends without a message (expected: one)",
            })
    void call_ofWhatCannotBeRead_isTheCallersFaultAndSaysWhatWasFound(String hex, String found) {
        for (String method : new String[] {"ModelInfer", "ModelStreamInfer", "ModelReady"}) {
            if (hex.isEmpty() && method.equals("ModelStreamInfer")) {
                continue;
            }
            Refusal refused = call(method, bytes(hex));
            assertThat(refused.message())
                    .as(method)
                    .startsWith("request-malformed: ")
                    .contains(
                            method.equals("ModelReady")
                                    ? found.replace("ModelInferRequest", "ModelReadyRequest")
                                    : found);
            assertThat(refused.status()).isEqualTo(INVALID_ARGUMENT);
            assertThat(refused.problem()).isEqualTo("request-malformed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ModelInfer", "ModelStreamInfer"})
    void prediction_askedForByWhatCannotBeRead_hasOneLineInTheAccessLog(String method) {
        try (var log = CapturedLog.open()) {
            call(method, bytes("00 00000002 0000"), "berth-request-id", "unread-" + method);
            Await.until(() -> log.text().contains("request-malformed"));
            assertThat(log.lines().stream().filter(line -> line.contains("unread-" + method)))
                    .singleElement()
                    .asString()
                    .startsWith("gRPC" + SERVICE.replaceFirst("/", " ") + method + " 3 ")
                    .endsWith("request-malformed");
        }
    }

    @Test
    void call_ofOneMessageWithTwo_isRefused() {
        // The prediction of the first waits at its gate.
        server.fake().runGate().shut();
        byte[] message = GrpcClient.request("two", 1, 2, 3).toByteArray();
        byte[] frame = framed(0, message);
        var both = new ByteArrayOutputStream();
        both.writeBytes(frame);
        both.writeBytes(frame);
        Refusal refused = call("ModelInfer", both.toByteArray());
        server.fake().runGate().open();
        assertThat(refused.status()).isEqualTo(INVALID_ARGUMENT);
        assertThat(refused.message()).contains("a second message (expected: one)");
    }

    private static byte[] framed(int flag, byte[] message) {
        return ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message)
                .array();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ModelInfer", "RepositoryIndex"})
    void message_longerThanTheLimit_isRefusedByItsPrefix(String method) {
        Refusal refused = call(method, bytes("00 ffffffff 00"));
        assertThat(refused.status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(refused.message())
                .contains("a message of 4294967295 bytes (expected: at most 1048576)");
    }

    @Test
    void message_compressedThatIsNotGzip_isRefused() {
        Refusal refused = call("ModelInfer", bytes("01 00000002 abcd"), "grpc-encoding", "gzip");
        assertThat(refused.status()).isEqualTo(INVALID_ARGUMENT);
        assertThat(refused.message()).contains("a message of 2 bytes is not gzip: ");
    }

    @Test
    void message_compressedThatIsTooLong_isNotDecompressedWhole() throws IOException {
        var compressed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(compressed)) {
            out.write(new byte[MESSAGE_BYTES_MAX + 1]);
        }
        Refusal refused =
                call("ModelInfer", framed(1, compressed.toByteArray()), "grpc-encoding", "gzip");
        assertThat(refused.status()).isEqualTo(RESOURCE_EXHAUSTED);
        assertThat(refused.message())
                .contains("more bytes when decompressed (expected: at most 1048576)");
    }

    @Test
    void message_flaggedInACallOfIdentity_isRefused() {
        Refusal refused = call("ModelInfer", bytes("01 00000000"), "grpc-encoding", "identity");
        assertThat(refused.status()).isEqualTo(INVALID_ARGUMENT);
        assertThat(refused.message()).contains("a message says that it is compressed");
    }
}
