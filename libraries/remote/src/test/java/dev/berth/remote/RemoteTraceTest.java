package dev.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.BerthClient;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.TraceContext;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Shape;
import dev.berth.core.tensor.Tensor;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.server.telemetry.TraceOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of trace and request id when an endpoint calls another server. Both servers are real, with
/// separate span receivers.
final class RemoteTraceTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

    @TempDir private Path here;
    @TempDir private Path there;

    private SpanBodies spansHere;
    private SpanBodies spansThere;
    private BerthServer far;

    @BeforeEach
    void start() throws IOException {
        spansHere = new SpanBodies();
        spansThere = new SpanBodies();
        RemoteSystem.model(there, "tenfold", 10);
        RemoteSystem.endpoint(here, "e", "steps: {far: {remote: there/tenfold}}\n");
        far = BerthServer.start(there, options(TraceOptions.to(spansThere.address())));
        RemoteSystem.remote(here, far.port());
    }

    @AfterEach
    void stop() {
        far.close();
        spansHere.close();
        spansThere.close();
    }

    private static ServerOptions options(TraceOptions traces) {
        return ServerOptions.defaults().withPort(0).withEventLoops(1).withTraces(traces);
    }

    private BerthServer near(UnaryOperator<ServerOptions> more) {
        BerthServer server =
                BerthServer.start(
                        here,
                        more.apply(ServerOptions.defaults().withPort(0).withEventLoops(1))
                                .withRemotes(declared -> ClientRemotes.of(declared, Map.of())));
        RemoteSystem.awaitNoErrors(server.endpoints(), "e");
        return server;
    }

    private static HttpResponse<String> post(BerthServer server, String... headers)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + server.port()
                                                    + "/v1/endpoints/e:predict"))
                            .POST(HttpRequest.BodyPublishers.ofString("{\"x\":[3]}"));
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo("{\"y\":[30.0]}");
            return answer;
        }
    }

    /// The parts of the response's `traceresponse`.
    private static String[] traceResponse(HttpResponse<String> answer) {
        return answer.headers().firstValue("traceresponse").orElseThrow().split("-");
    }

    @Test
    void step_ofARecord_isBelowTheSpanOfItsRequest() throws Exception {
        String[] continued;
        String[] begun;
        try (var server = near(with -> with.withTraces(TraceOptions.to(spansHere.address())))) {
            continued = traceResponse(post(server, "traceparent", SAMPLED));
            begun = traceResponse(post(server));
        }
        far.close();
        assertThat(continued[1]).isEqualTo(TRACE);
        assertThat(spansHere.hasChild(TRACE, SPAN)).isTrue();
        assertThat(spansThere.hasChild(TRACE, continued[2])).isTrue();
        assertThat(begun[1]).isNotEqualTo(TRACE);
        assertThat(spansThere.hasChild(begun[1], begun[2])).isTrue();
    }

    @Test
    void step_ofTensorsOverGrpc_isInTheTraceOfItsRequest() {
        try (var server = near(with -> with.withTraces(TraceOptions.to(spansHere.address())));
                var client =
                        BerthClient.open(
                                ClientOptions.of(
                                        ServerDiscovery.of("127.0.0.1:" + server.port())));
                var inputs = new NamedTensors()) {
            inputs.put("x", Tensor.ofFloats(client.pool(), Shape.of(1, 1), 3));
            var traced =
                    CallOptions.defaults().withTrace(TraceContext.parse(SAMPLED).orElseThrow());
            client.endpoint("e").with(traced).infer(inputs).close();
        }
        far.close();
        String mine = spansHere.childOf(TRACE, SPAN).orElseThrow();
        assertThat(spansThere.hasChild(TRACE, mine)).isTrue();
    }

    @Test
    void step_requestIsNotTraced_isNotEither() throws Exception {
        try (var server =
                near(with -> with.withTraces(TraceOptions.to(spansHere.address()).withRatio(0)))) {
            assertThat(post(server).headers().firstValue("traceresponse"))
                    .isEqualTo(Optional.empty());
        }
        far.close();
        assertThat(spansThere.isEmpty()).isTrue();
    }

    @Test
    void step_serverHereMakesNoTraces_passesTheCallersOn() throws Exception {
        try (var server = near(with -> with)) {
            post(server, "traceparent", SAMPLED);
        }
        far.close();
        assertThat(spansThere.hasChild(TRACE, SPAN)).isTrue();
    }

    @Test
    void step_hasTheIdOfItsRequest() throws Exception {
        try (var server = near(with -> with)) {
            post(server, "traceparent", SAMPLED, "berth-request-id", "order-4711");
        }
        far.close();
        assertThat(
                        spansThere.contains(
                                HexFormat.of()
                                        .formatHex("order-4711".getBytes(StandardCharsets.UTF_8))))
                .isTrue();
    }
}
