package dev.berth.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.BerthClient;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.RetryPolicy;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Test of an endpoint that calls a server which has just started, with little time and more
/// callers than the server takes concurrent calls.
final class RemoteOverloadTest {
    private static final Map<String, Object> RECORD = Map.of("x", List.of(3f));
    private static final int CALLERS = 512;
    private static final int CALLS = 2_000;

    @TempDir private Path here;
    @TempDir private Path there;

    private BerthServer far;
    private BerthServer near;
    private BerthClient client;

    @BeforeEach
    void start() throws IOException {
        RemoteSystem.model(there, "tenfold", 10);
        far = BerthServer.start(there, options());
        RemoteSystem.endpoint(
                here, "hurried", "steps: {far: {remote: there/tenfold, timeout: 300ms}}\n");
        RemoteSystem.endpoint(here, "patient", "steps: {far: {remote: there/tenfold}}\n");
        RemoteSystem.remote(here, far.port());
        near =
                BerthServer.start(
                        here,
                        options().withRemotes(declared -> ClientRemotes.of(declared, Map.of())));
        RemoteSystem.awaitNoErrors(near.endpoints(), "hurried");
        RemoteSystem.awaitNoErrors(near.endpoints(), "patient");
        client =
                BerthClient.open(
                        ClientOptions.of(ServerDiscovery.of("127.0.0.1:" + near.port()))
                                .withRetries(RetryPolicy.never())
                                .withPool(
                                        PoolPolicy.defaults()
                                                .withConnectTimeout(Await.TIMEOUT)
                                                .withStreams(8, 100))
                                .withCalls(CallOptions.defaults().withoutHedge()));
    }

    private static ServerOptions options() {
        return ServerOptions.defaults().withPort(0).withEventLoops(1);
    }

    @AfterEach
    void stop() {
        client.close();
        near.close();
        far.close();
    }

    @Test
    void step_afterMoreCallersThanStreams_isAnsweredAgain() {
        var left = new AtomicLong(CALLS);
        IntStream.range(0, CALLERS)
                .mapToObj(caller -> callWhile(left))
                .toList()
                .forEach(CompletableFuture::join);
        Await.until(() -> answers("hurried").join());
        assertThat(IntStream.range(0, 50).filter(i -> answers("patient").join()).count())
                .isEqualTo(50);
    }

    private CompletableFuture<Void> callWhile(AtomicLong left) {
        return left.getAndDecrement() <= 0
                ? CompletableFuture.completedFuture(null)
                : answers("hurried").thenComposeAsync(answered -> callWhile(left));
    }

    private CompletableFuture<Boolean> answers(String endpoint) {
        return client.endpoint(endpoint)
                .send(RECORD)
                .stage()
                .handle((answer, failure) -> failure == null)
                .toCompletableFuture();
    }
}
