package dev.berth.verification.faults;

import dev.berth.client.BerthClient;
import dev.berth.client.Call;
import dev.berth.client.CallOptions;
import dev.berth.client.ClientOptions;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.core.ProblemException;
import dev.berth.verification.load.TripleSystem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Process that opens a client and immediately sends many calls, and as many again when they have
/// ended. Its last two output lines are the numbers of successful calls of both times, preceded by
/// the results of the others.
final class ColdCalls {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private ColdCalls() {}

    /// Sends the calls, and waits for all responses.
    ///
    /// @param args number of calls, calls per second, and the servers
    public static void main(String[] args) {
        int count = Integer.parseInt(args[0]);
        long interval = TimeUnit.SECONDS.toNanos(1) / Integer.parseInt(args[1]);
        var servers =
                ServerDiscovery.of(List.of(args).subList(2, args.length).toArray(String[]::new));
        var options =
                ClientOptions.of(servers).withCalls(CallOptions.defaults().withTimeout(TIMEOUT));
        try (var client = BerthClient.open(options)) {
            int cold = succeeded(send(client, count, interval));
            int warm = succeeded(send(client, count, interval));
            System.out.println(cold);
            System.out.println(warm);
        }
    }

    private static int succeeded(List<Call<?>> calls) {
        Map<String, Integer> failures = new TreeMap<>();
        for (Call<?> call : calls) {
            try {
                var _ = call.answer();
            } catch (ProblemException e) {
                failures.merge(e.problem().code().code(), 1, Integer::sum);
            }
        }
        failures.forEach((code, times) -> System.out.println(code + ": " + times));
        return calls.size() - failures.values().stream().mapToInt(each -> each).sum();
    }

    private static List<Call<?>> send(BerthClient client, int count, long interval) {
        List<Call<?>> calls = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = begin + i * interval;
            while (System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            calls.add(client.model(TripleSystem.MODEL).send(Map.of("x", List.of(1))));
        }
        return calls;
    }
}
