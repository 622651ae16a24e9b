package dev.berth.verification.restarts;

import dev.berth.client.BerthClient;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.testkit.Await;
import java.util.List;
import java.util.Map;

/// Berth's client with its defaults, including health checks.
final class BerthCaller implements Caller {
    private final BerthClient client;

    BerthCaller(List<Replica> replicas) {
        this.client =
                BerthClient.open(
                        ClientOptions.of(
                                        ServerDiscovery.of(
                                                replicas.stream()
                                                        .map(Replica::address)
                                                        .toArray(String[]::new)))
                                .withCalls(CallOptions.defaults().withTimeout(Await.TIMEOUT)));
    }

    @Override
    public void call() {
        Map<String, ?> answer = client.model(Restarts.MODEL).predict(Map.of("x", List.of(1)));
        if (!answer.containsKey("y")) {
            throw new IllegalStateException("a wrong answer: " + answer);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
