package dev.berth.verification.restarts;

import dev.berth.verification.load.TripleSystem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Rolling restarts of two servers while clients of each kind call them.
public final class Restarts {
    static final String MODEL = TripleSystem.MODEL;
    static final String INFER = "/v2/models/" + MODEL + "/infer";
    static final String TENSORS =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1]}]}";

    private static final int RESTARTS_DEFAULT = 1000;

    /// Many times a balancer's check interval.
    private static final Duration LAME_DUCK = Duration.ofSeconds(1);

    private static final int TOLD_EVERY = 50;
    private static final int LOSSES_TOLD = 20;
    private static final int CALLERS_OF_A_KIND = 4;

    /// Some hundred calls per second and kind: enough for each restart to meet many.
    private static final long PAUSE_NANOS = 5_000_000;

    private final PrintStream out;
    private final Tally tally = new Tally();
    private volatile boolean stopping;

    Restarts(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        int count = args.length == 0 ? RESTARTS_DEFAULT : Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("berth-restarts");
        Tally tally = new Restarts(System.out).run(folder, count, LAME_DUCK);
        List<String> losses = tally.losses();
        System.out.println(
                count
                        + " restarts, answers "
                        + tally.answers()
                        + ", refused "
                        + tally.refusals()
                        + ", lost "
                        + losses.size());
        losses.stream().limit(LOSSES_TOLD).forEach(System.out::println);
        System.exit(losses.isEmpty() ? 0 : 1);
    }

    /// Blocks until it is complete.
    ///
    /// @param folder empty, for the system
    /// @param lameDuck above the longest time for which a caller or the balancer may be held up
    Tally run(Path folder, int restarts, Duration lameDuck)
            throws IOException, InterruptedException {
        TripleSystem.write(folder);
        try (Replica first = Replica.start(folder, lameDuck);
                Replica second = Replica.start(folder, lameDuck);
                Balancer balancer = Balancer.of(List.of(first, second))) {
            List<Replica> both = List.of(first, second);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CALLERS_OF_A_KIND; i++) {
                threads.add(start("http/1.1", new KeepAliveCaller(() -> balancer.choose().port())));
                threads.add(start("jdk", new JdkCaller(balancer)));
                threads.add(start("grpc", new GrpcCaller(balancer)));
                threads.add(start("berth", new BerthCaller(both)));
            }
            for (int i = 1; i <= restarts; i++) {
                restart(both.get(i % 2), balancer);
                if (i % TOLD_EVERY == 0) {
                    out.println(i + " restarts, " + tally.answers() + ", lost " + tally.losses());
                }
            }
            stopping = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return tally;
    }

    private void restart(Replica replica, Balancer balancer) throws InterruptedException {
        if (!replica.restart()) {
            tally.lost("server", "requests were cut off");
        }
        balancer.awaitReady(replica);
    }

    private Thread start(String kind, Caller caller) {
        return Thread.ofPlatform()
                .name(kind)
                .start(
                        () -> {
                            try (caller) {
                                callOn(kind, caller);
                            }
                        });
    }

    private void callOn(String kind, Caller caller) {
        while (!stopping) {
            try {
                caller.call();
                tally.answered(kind);
            } catch (ConnectException notSent) {
                // The next call chooses again.
            } catch (Exception e) {
                String how = e + (e.getCause() == null ? "" : " by " + e.getCause());
                if (how.contains("draining") || how.contains(" 503 ")) {
                    tally.refused();
                } else {
                    tally.lost(kind, how);
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
