package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of a client with more calls than a server can take, and of its state afterwards.
final class OverloadTest {
    private static final int TOO_MANY = 2_000;

    private final ThreeServers servers = new ThreeServers();

    @AfterEach
    void stop() {
        servers.close();
    }

    /// Many of the calls reach their deadline while they wait for a connection.
    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void predict_afterCallsThatWaitedInVain_isAnswered(HttpForm form) {
        FakeServer server = servers.get(0);
        server.does(FakeServer.HANG);
        var options =
                servers.options(1)
                        .withHttp(form)
                        .withRetries(RetryPolicy.never())
                        .withCalls(CallOptions.defaults().withTimeout(Duration.ofMillis(300)));
        try (var client = BerthClient.open(options)) {
            List<? extends Call<?>> calls =
                    IntStream.range(0, TOO_MANY)
                            .mapToObj(i -> client.model("m").send(INPUT))
                            .toList();
            calls.forEach(call -> call.result().exceptionally(ended -> null).join());
            server.does(server.answering());
            Await.until(() -> answers(client.model("m")));
            Predictor patient =
                    client.model("m").with(CallOptions.defaults().withTimeout(ThreeServers.LONG));
            assertThat(IntStream.range(0, 200).filter(i -> answers(patient)).count())
                    .isEqualTo(200);
        }
    }

    /// All at once, before there is a connection: the opened ones serve them.
    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void send_manyBeforeThereIsAConnection_areAllAnswered(HttpForm form) {
        var options = servers.options(3).withHttp(form).withRetries(RetryPolicy.never());
        try (var client =
                BerthClient.open(
                        options.withPool(
                                PoolPolicy.defaults().withConnectTimeout(ThreeServers.LONG)))) {
            List<? extends Call<?>> calls =
                    IntStream.range(0, 4_000).mapToObj(i -> client.model("m").send(INPUT)).toList();
            calls.forEach(call -> assertThat(call.answer()).isNotNull());
        }
    }

    private static boolean answers(Predictor predictor) {
        return predictor.send(INPUT).result().handle((answer, failure) -> failure == null).join();
    }
}
