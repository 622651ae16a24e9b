package dev.berth.benchmarks.hostile;

import dev.berth.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Measurement of one attack in alternating quiet and attacked windows.
final class AttackMeasurement {
    private static final long POLL_MILLIS = 20;

    /// A shorter opening has too few other requests for a percentile.
    private static final double OPENING_SECONDS_MIN = 0.5;

    /// For the server to notice closed connections, of which the kernel notifies it at once.
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(5);

    /// Connections of others that come and go meanwhile.
    private static final int SOCKETS_MORE_MAX = 2;

    private final HostileOptions options;
    private final Attack attack;
    private final ServerProcess server;
    private final RegularClients others;
    private final List<RegularClients.Window> quiet = new ArrayList<>();
    private final List<RegularClients.Window> opening = new ArrayList<>();
    private final List<RegularClients.Window> attacked = new ArrayList<>();
    private final List<Outcome.State> quietStates = new ArrayList<>();
    private final List<Outcome.State> attackedStates = new ArrayList<>();
    private Attackers.Counts attackers = new Attackers.Counts(0, 0, 0, 0);
    private double attackedSeconds;

    AttackMeasurement(
            HostileOptions options, Attack attack, ServerProcess server, RegularClients others) {
        this.options = options;
        this.attack = attack;
        this.server = server;
        this.others = others;
    }

    /// Blocks until it is complete.
    Outcome run() throws IOException, InterruptedException {
        quiet();
        for (int round = 0; round < options.rounds(); round++) {
            attacked(quietStates.getFirst().sockets());
            quiet();
        }
        return new Outcome(
                attack.name(),
                quiet,
                opening,
                attacked,
                quietStates.getFirst(),
                attackedStates.getFirst(),
                quietStates.get(1),
                quietStates.getLast(),
                attackers,
                attackedSeconds,
                options.floorMillis());
    }

    private void quiet() throws IOException, InterruptedException {
        var _ = others.take();
        var stopwatch = new Stopwatch();
        Thread.sleep(options.window());
        quietStates.add(stopwatch.state());
        quiet.add(others.take());
    }

    private void attacked(int socketsBefore) throws IOException, InterruptedException {
        var _ = others.take();
        var stopwatch = new Stopwatch();
        Attackers underWay =
                Attackers.begin(
                        attack,
                        new InetSocketAddress(server.address().getHost(), server.port()),
                        opensPerSecond());
        try (underWay) {
            long openUntil = System.nanoTime() + openingMax().toNanos();
            while (!underWay.isComplete() && System.nanoTime() < openUntil) {
                Thread.sleep(POLL_MILLIS);
            }
            if (opensInSeconds() >= OPENING_SECONDS_MIN) {
                opening.add(others.take());
            }
            Thread.sleep(options.window());
            attackedStates.add(stopwatch.state());
        }
        attackers = attackers.plus(underWay.counts());
        long end = System.nanoTime() + RECOVERY_MAX.toNanos();
        while (server.usage().sockets() > socketsBefore + SOCKETS_MORE_MAX
                && System.nanoTime() < end) {
            Thread.sleep(POLL_MILLIS);
        }
        attackedSeconds += stopwatch.seconds();
        attacked.add(others.take());
    }

    /// Twice the opening time if the server accepts everything.
    private Duration openingMax() {
        return Duration.ofNanos((long) (2e9 * opensInSeconds()));
    }

    private double opensInSeconds() {
        return (double) attack.connections() / opensPerSecond();
    }

    private int opensPerSecond() {
        return Math.min(options.opens(), attack.opensPerSecondMax());
    }

    /// Timer with the server's processor time.
    private final class Stopwatch {
        private final long startNanos = System.nanoTime();
        private final double startCpuSeconds = server.usage().cpuSeconds();

        Stopwatch() throws IOException {}

        double seconds() {
            return (System.nanoTime() - startNanos) / 1e9;
        }

        Outcome.State state() throws IOException {
            double cpu = server.usage().cpuSeconds() - startCpuSeconds;
            return new Outcome.State(
                    server.usage().sockets(), server.usage().residentMegabytes(), cpu / seconds());
        }
    }
}
