package dev.berth.verification.faults;

import dev.berth.client.BerthClient;
import dev.berth.client.Call;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.core.ProblemException;
import dev.berth.testkit.Await;
import dev.berth.verification.load.TripleSystem;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Process that opens a client and immediately sends calls. Its last output line has what it
/// counted: the classes that opening the client loaded, those that the first call loaded, and the
/// answered calls; failures precede it.
final class ColdCalls {
    private static final int AT_ONCE = 8;

    private ColdCalls() {}

    /// Sends the calls, and waits for all responses.
    ///
    /// @param args number of calls, seconds of the warm-up at most, and the servers
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        var servers =
                ServerDiscovery.of(List.of(args).subList(2, args.length).toArray(String[]::new));
        var options =
                ClientOptions.of(servers)
                        .withCalls(CallOptions.defaults().withTimeout(Await.TIMEOUT))
                        .withWarmUp(Duration.ofSeconds(Long.parseLong(args[1])));
        long before = classes();
        try (var client = BerthClient.open(options)) {
            long opened = classes();
            int answered = answered(client, 1);
            long called = classes();
            while (answered > 0 && answered < count) {
                answered += answered(client, Math.min(AT_ONCE, count - answered));
            }
            System.out.println((opened - before) + " " + (called - opened) + " " + answered);
        }
    }

    private static long classes() {
        return ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    }

    private static int answered(BerthClient client, int count) {
        List<Call<?>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(client.model(TripleSystem.MODEL).send(Map.of("x", List.of(1))));
        }
        int answered = 0;
        for (Call<?> call : calls) {
            try {
                var _ = call.answer();
                answered++;
            } catch (ProblemException e) {
                System.out.println(e.problem().code().code() + ": " + e.getMessage());
                return Integer.MIN_VALUE;
            }
        }
        return answered;
    }
}
