package dev.berth.client;

import static dev.berth.client.ThreeServers.INPUT;

import dev.berth.client.balancing.Address;
import dev.berth.client.pool.PoolState;
import dev.berth.client.wire.HttpForm;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tests of thousands of calls that are cancelled, late, reset or lost with their connections:
/// afterwards no connection is in use.
final class CancellationsTest {
    private static final long SEED = Long.getLong("berth.seed", 1);
    private static final int ROUNDS = 8 * Integer.getInteger("berth.cases.factor", 1);
    private static final int CALLS_PER_ROUND = 100;

    private final ThreeServers servers = new ThreeServers();
    private final Random random = new Random(SEED);

    @AfterEach
    void stop() {
        servers.close();
    }

    @ParameterizedTest
    @EnumSource(HttpForm.class)
    void send_cancelledAtAnyMoment_leavesNothingInUse(HttpForm form) {
        var options =
                servers.options(3)
                        .withHttp(form)
                        .withRetries(RetryPolicy.never())
                        .withPool(
                                PoolPolicy.defaults()
                                        .withConnectTimeout(ThreeServers.LONG)
                                        .withStreams(2, 20))
                        .withCalls(CallOptions.defaults().withTimeout(Duration.ofMillis(400)));
        try (var client = BerthClient.open(options)) {
            List<Call<?>> calls = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                IntStream.range(0, 3).forEach(server -> servers.get(server).does(anything(server)));
                for (int i = 0; i < CALLS_PER_ROUND; i++) {
                    calls.add(client.model("m").send(INPUT));
                    if (random.nextInt(4) == 0) {
                        calls.get(random.nextInt(calls.size())).cancel();
                    }
                }
                endAll(calls.subList(calls.size() - CALLS_PER_ROUND / 2, calls.size()));
            }
            endAll(calls);
            IntStream.range(0, 3)
                    .forEach(server -> servers.get(server).does(servers.get(server).answering()));
            Await.until(() -> inUse(client) == 0);
            Predictor patient =
                    client.model("m").with(client.options().calls().withTimeout(ThreeServers.LONG));
            // A server may still have to close a connection for a request of before.
            Await.until(() -> IntStream.range(0, 200).allMatch(i -> answers(patient)));
            Await.until(() -> inUse(client) == 0);
        }
    }

    private static boolean answers(Predictor predictor) {
        return predictor.send(INPUT).result().handle((answer, failure) -> failure == null).join();
    }

    private FakeServer.Behaviour anything(int server) {
        FakeServer own = servers.get(server);
        return switch (random.nextInt(6)) {
            case 0 -> FakeServer.HANG;
            case 1 -> FakeServer.BREAK_OFF;
            case 2 -> own.failing(FakeServer.RESET, number -> number % 7 == 0);
            case 3 ->
                    own.failing(request -> request.response().reset(7), number -> number % 3 == 0);
            case 4 -> own.slow(1 + random.nextInt(600));
            default -> own.answering();
        };
    }

    private static void endAll(List<Call<?>> calls) {
        calls.forEach(call -> call.result().exceptionally(ended -> null).join());
    }

    private int inUse(BerthClient client) {
        return IntStream.range(0, 3)
                .mapToObj(
                        server -> client.connections(Address.parse(servers.get(server).address())))
                .mapToInt(CancellationsTest::inUse)
                .sum();
    }

    private static int inUse(PoolState state) {
        return state.active() + state.abandoned() + state.waiting() + state.retiring();
    }
}
