package dev.berth.server;

import static dev.berth.server.TestServer.infer;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.berth.proto.ModelInferRequest;
import dev.berth.proto.ModelMetadataRequest;
import dev.berth.proto.ModelReadyRequest;
import dev.berth.server.telemetry.TraceOptions;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys and tokens in all places that a caller chooses the text of, which appear nowhere: not in
/// logs, problems, metrics and traces.
final class MaskedSecretsTest {
    private static final long SEED = Long.getLong("berth.seed", 20261130);
    private static final int SECRETS_OF_A_KIND = 3;

    private static final List<String> PATHS =
            List.of(
                    "/%s",
                    "/v1/%s",
                    "/v1/models/%s",
                    "/v1/models/%s:predict",
                    "/v1/models/fake/versions/%s",
                    "/v1/models/fake/versions/%s:predict",
                    "/v1/models/fake:%s",
                    "/v1/endpoints/%s",
                    "/v1/endpoints/%s:predict",
                    "/v1/endpoints/%s/traffic",
                    "/v2/models/%s",
                    "/v2/models/%s/infer",
                    "/v2/models/%s/ready",
                    "/v2/models/%s/config",
                    "/v2/models/%s/stats",
                    "/v2/models/fake/versions/%s",
                    "/v2/models/fake/versions/%s/infer",
                    "/v2/repository/models/%s/load",
                    "/v2/repository/models/%s/unload",
                    "/v2/repository/%s/models/fake/load",
                    "/v1/models/fake:predict?partial=%s",
                    "/v1/models/fake:predict?%s=true",
                    "/metrics/%s",
                    "/docs/%s");

    private static final List<String> HEADERS =
            List.of(
                    "X-Request-Id",
                    "Berth-Request-Id",
                    "Berth-Timeout-Millis",
                    "Inference-Header-Content-Length",
                    "Traceparent",
                    "Tracestate",
                    "User-Agent",
                    "Referer",
                    "Origin",
                    "Cookie",
                    "Content-Type",
                    "Content-Encoding",
                    "Content-Length",
                    "Transfer-Encoding",
                    "Accept",
                    "Accept-Encoding",
                    "Expect",
                    "X.Y");

    private static final List<String> BODIES =
            List.of(
                    "%s",
                    "{\"%s\":1}",
                    "{\"x\":\"%s\"}",
                    "{\"x\":[1,2,\"%s\"]}",
                    "{\"records\":[{\"%s\":[1,2,3]}]}",
                    "{\"inputs\":[{\"name\":\"%s\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,3]}]}",
                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"%s\",\"data\":[1,2,3]}]}",
                    "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,3],\"datatype\":\"FP32\",\"data\":[1,2,\"%s\"]}]}",
                    "{\"inputs\":[],\"outputs\":[{\"name\":\"%s\"}]}",
                    "{\"id\":\"%s\",\"inputs\":[]}",
                    "{\"parameters\":{\"%s\":1},\"inputs\":[]}",
                    "{\"parameters\":{\"timeout\":\"%s\"},\"inputs\":[]}");

    @TempDir Path directory;

    private final SpanReceiver spans = new SpanReceiver();
    private final List<String> secrets = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private TestServer server;

    @BeforeEach
    void start() {
        server =
                TestServer.start(
                        directory,
                        options ->
                                options.withTraces(TraceOptions.to(spans.address()).withRatio(1)));
        var random = new Random(SEED);
        for (int i = 0; i < SECRETS_OF_A_KIND; i++) {
            secrets.add(
                    "berth_" + HexFormat.of().formatHex(bytes(random, 4)) + "_" + text(random, 32));
            secrets.add("eyJhbGciOiJFUzI1NiJ9.eyJ" + text(random, 30) + "." + text(random, 64));
        }
    }

    @AfterEach
    void stop() {
        server.close();
        spans.close();
    }

    private static byte[] bytes(Random random, int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String text(Random random, int bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(random, bytes));
    }

    @Test
    void secrets_inAllThatACallerSends_areToldByNothing() throws Exception {
        try (var log = CapturedLog.open();
                GrpcClient client = GrpcClient.of(server)) {
            for (String secret : secrets) {
                for (UnaryOperator<String> form : forms()) {
                    inPaths(form.apply(secret));
                }
                inHeaders(secret);
                inBodies(secret);
                inCalls(client, secret);
            }
            outputs.add(server.get("/metrics").body());
            outputs.add(server.get("/v2/models/stats").body());
            outputs.addAll(log.lines());
        }
        server.server().close();
        spans.all().forEach(span -> outputs.add(span.toString()));

        assertThat(spans.all()).isNotEmpty();
        assertThat(outputs).hasSizeGreaterThan(1000);
        for (String secret : secrets) {
            String core = secret.substring(secret.length() - 40);
            assertThat(outputs.stream().filter(text -> decoded(text).contains(core)))
                    .as("seed " + SEED)
                    .isEmpty();
        }
    }

    private static List<UnaryOperator<String>> forms() {
        return List.of(
                secret -> secret,
                secret -> secret.replace("_", "%5F").replace(".", "%2e"),
                secret -> encoded(secret, "%"),
                secret -> encoded(secret, "%25"));
    }

    private static String encoded(String text, String percent) {
        var encoded = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.US_ASCII)) {
            encoded.append(percent).append(HexFormat.of().toHexDigits(octet));
        }
        return encoded.toString();
    }

    /// As a search for a secret in a log would.
    private static String decoded(String text) {
        String decoded = text;
        for (int i = 0; i < 3 && decoded.indexOf('%') >= 0; i++) {
            var next = new StringBuilder();
            for (int at = 0; at < decoded.length(); at++) {
                boolean isEscape =
                        decoded.charAt(at) == '%'
                                && at + 2 < decoded.length()
                                && HexFormat.isHexDigit(decoded.charAt(at + 1))
                                && HexFormat.isHexDigit(decoded.charAt(at + 2));
                if (isEscape) {
                    next.append((char) HexFormat.fromHexDigits(decoded, at + 1, at + 3));
                    at += 2;
                } else {
                    next.append(decoded.charAt(at));
                }
            }
            decoded = next.toString();
        }
        return decoded;
    }

    private void inPaths(String secret) throws IOException {
        for (String path : PATHS) {
            String target = path.formatted(secret);
            raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            raw("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}");
            var answer =
                    server.sendByHttp2(
                            server.request("/v2")
                                    .uri(
                                            URI.create(
                                                    "http://127.0.0.1:"
                                                            + server.server().port()
                                                            + target)));
            outputs.add(answer.headers().map() + answer.body());
        }
        raw(secret + " /v2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        raw("GET /v2 " + secret + "\r\nHost: localhost\r\n\r\n");
        raw("GET /v2 HTTP/1.1\r\nHost: " + secret + "\r\n\r\n");
        raw("GET /v2 HTTP/1.1\r\nHost: localhost\r\n" + secret + ": x\r\n\r\n");
        raw("GET /v2 HTTP/1.1\r\nHost: localhost\r\n(" + secret + ")\r\n\r\n");
    }

    private void inHeaders(String secret) throws IOException {
        String body = infer(1, 2, 3);
        for (String header : HEADERS) {
            for (String path : List.of("/v2/models/fake/infer", "/v1/models/none:predict")) {
                raw(
                        "POST "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\n"
                                + "Traceparent:"
                                + " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n"
                                + header
                                + ": a="
                                + secret
                                + "\r\n"
                                + header
                                + ": "
                                + secret
                                + "\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
            }
        }
    }

    private void inBodies(String secret) throws IOException {
        for (String form : BODIES) {
            String body = form.formatted(secret);
            for (String path : List.of("/v2/models/fake/infer", "/v1/models/fake:predict")) {
                raw(
                        "POST "
                                + path
                                + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
            }
        }
    }

    /// Sends it, and notes all of the answer.
    private void raw(String request) throws IOException {
        try (var client = new Http1Client(server.server().port())) {
            client.send(request);
            Http1Client.Answer answer = client.next();
            outputs.add(answer.head() + answer.body());
        }
    }

    private void inCalls(GrpcClient client, String secret) {
        ModelInferRequest usual = GrpcClient.request("", 1, 2, 3);
        for (ModelInferRequest request :
                List.of(
                        usual.toBuilder().setModelName(secret).build(),
                        usual.toBuilder().setModelVersion(secret).build(),
                        usual.toBuilder().setId(secret).setModelName("none").build(),
                        usual.toBuilder()
                                .setInputs(0, usual.getInputs(0).toBuilder().setName(secret))
                                .build(),
                        usual.toBuilder()
                                .setInputs(0, usual.getInputs(0).toBuilder().setDatatype(secret))
                                .build(),
                        usual.toBuilder()
                                .addRawInputContents(ByteString.copyFromUtf8(secret))
                                .build(),
                        usual.toBuilder()
                                .addOutputs(
                                        ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                                                .setName(secret))
                                .build())) {
            call(() -> client.stub().modelInfer(request));
        }
        call(
                () ->
                        client.stub()
                                .modelMetadata(
                                        ModelMetadataRequest.newBuilder().setName(secret).build()));
        call(
                () ->
                        client.stub()
                                .modelReady(
                                        ModelReadyRequest.newBuilder().setName(secret).build()));
        call(
                () ->
                        HealthGrpc.newBlockingStub(client.channel())
                                .check(HealthCheckRequest.newBuilder().setService(secret).build()));
        for (String name : List.of("x-request-id", "berth-request-id", "berth-timeout-millis")) {
            var headers = new Metadata();
            headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), secret);
            call(
                    () ->
                            client.stub()
                                    .withInterceptors(
                                            MetadataUtils.newAttachHeadersInterceptor(headers))
                                    .modelInfer(usual));
        }
        for (String method : List.of("x/" + secret, secret + "/x")) {
            call(
                    () ->
                            ClientCalls.blockingUnaryCall(
                                    client.channel(), method(method), CallOptions.DEFAULT, usual));
        }
    }

    private static MethodDescriptor<ModelInferRequest, ModelInferRequest> method(String name) {
        var form = ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance());
        return MethodDescriptor.newBuilder(form, form)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .build();
    }

    private void call(Supplier<Object> call) {
        try {
            var _ = call.get();
        } catch (StatusRuntimeException e) {
            outputs.add(e.getMessage() + e.getTrailers());
        }
    }
}
