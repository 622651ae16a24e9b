package dev.berth.verification.attack;

import dev.berth.testkit.Await;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Suite of attacks on a server process, with checks of the effect on other clients.
///
/// After each attack: the process is alive and within its memory limit; a client of another model
/// always got a response within a second; so does a valid call of the attacked route; the memory
/// was released.
public final class AttackSuite {
    /// Time limit for the release of memory.
    private static final Duration RELEASE_MAX = Await.TIMEOUT;

    /// Memory that a process may retain: its heap, a quarter of its memory, which does not shrink,
    /// and a tenth for code.
    private static final long KEPT_BYTES_MAX =
            TargetServer.MEMORY_BYTES_MAX / 4 + TargetServer.MEMORY_BYTES_MAX / 10;

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int OK = 200;
    private static final int WARM_UP_CALLS = 50;
    private static final int EXCERPT_LINES = 3;

    private final AttackOptions options;
    private final PrintStream out;
    private final List<Attack> attacks;

    AttackSuite(AttackOptions options, PrintStream out) throws IOException {
        this.options = options;
        this.out = out;
        this.attacks =
                Stream.of(
                                ContentAttacks.all(),
                                RecordAttacks.all(),
                                MemberAttacks.all(),
                                GrpcAttacks.all(),
                                ProtocolAttacks.all())
                        .flatMap(List::stream)
                        .filter(attack -> options.isSelected(attack.name()))
                        .toList();
    }

    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.print(AttackOptions.HELP);
            return;
        }
        try {
            AttackOptions options = AttackOptions.parse(List.of(args));
            int failed = new AttackSuite(options, System.out).run();
            System.exit(failed == 0 || options.reportOnly() ? 0 : 1);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("attacks: " + e.getMessage());
            System.exit(2);
        }
    }

    /// Runs all attacks, each against the server left by the one before, or a new one after harm.
    ///
    /// @return the number of harmful attacks
    int run() throws IOException, InterruptedException {
        if (attacks.isEmpty()) {
            throw new IllegalArgumentException("no attack has that name\n" + AttackOptions.HELP);
        }
        Path folder = Files.createTempDirectory("berth-attacks");
        try {
            TargetSystem.write(folder.resolve("system"));
            return run(folder);
        } finally {
            delete(folder);
        }
    }

    private int run(Path folder) throws IOException, InterruptedException {
        int failed = 0;
        int servers = 0;
        List<Attack> left = new ArrayList<>(attacks);
        out.printf("%-28s %9s %9s %9s  %s%n", "attack", "slowest", "peak", "kept", "answers");
        while (!left.isEmpty()) {
            Path log = folder.resolve("server-" + ++servers + ".log");
            try (var server = TargetServer.start(folder.resolve("system"), log);
                    var caller = new Caller(server.port())) {
                long atFirst = warmUp(server, caller);
                boolean harmed = false;
                while (!left.isEmpty() && !harmed) {
                    harmed = !tryOne(left.removeFirst(), server, caller, atFirst).isEmpty();
                    failed += harmed ? 1 : 0;
                }
                if (server.log().contains(ProtocolAttacks.SECRET_PART)) {
                    out.println("harm: a secret stands in the log: " + lineOf(server.log()));
                    failed++;
                }
            }
        }
        out.printf("%d of %d did no harm%n", attacks.size() - failed, attacks.size());
        return failed;
    }

    /// Calls every attacked route, so that one-time allocations are done.
    private long warmUp(TargetServer server, Caller caller)
            throws IOException, InterruptedException {
        for (Attack attack : attacks) {
            for (int i = 0; i < WARM_UP_CALLS; i++) {
                Caller.Reply reply = caller.send(attack.next());
                if (reply.status() != OK) {
                    throw new IOException(
                            "before any attack, the call behind %s was answered with %d %s"
                                    .formatted(attack.name(), reply.status(), reply.excerpt()));
                }
            }
        }
        return server.memory().residentBytes();
    }

    private List<String> tryOne(Attack attack, TargetServer server, Caller caller, long atFirst)
            throws IOException, InterruptedException {
        List<String> harm = new ArrayList<>();
        Replies replies;
        Bystander bystander;
        try (var other = new Caller(server.port())) {
            bystander = Bystander.start(other, RecordAttacks.NEXT);
            try {
                replies = attack.body().send(caller);
                replies.wrong().stream().distinct().limit(EXCERPT_LINES).forEach(harm::add);
                if (server.isAlive()) {
                    next(attack, caller, harm);
                }
            } finally {
                bystander.finish();
            }
        }
        if (!bystander.failure().isEmpty()) {
            harm.add("a caller of another model got " + bystander.failure());
        }
        if (bystander.slowest().compareTo(options.answerMax()) > 0) {
            harm.add("a caller of another model waited " + bystander.slowest().toMillis() + " ms");
        }
        long kept = kept(server, atFirst);
        TargetServer.Memory memory = server.memory();
        if (!server.isAlive()) {
            harm.add("the process ended: " + server.log().lines().reduce((a, b) -> b).orElse(""));
        }
        if (memory.peakBytes() > TargetServer.MEMORY_BYTES_MAX) {
            harm.add("the process took " + megabytes(memory.peakBytes()) + " MB");
        }
        if (kept > KEPT_BYTES_MAX) {
            harm.add("memory did not come back: " + megabytes(kept) + " MB more than at first");
        }
        out.printf(
                "%-28s %6d ms %6d MB %6d MB  %s%n",
                attack.name(),
                bystander.slowest().toMillis(),
                megabytes(memory.peakBytes()),
                megabytes(kept),
                replies.statusCounts());
        harm.forEach(each -> out.println("    harm: " + each));
        return harm;
    }

    private void next(Attack attack, Caller caller, List<String> harm) throws InterruptedException {
        long begun = System.nanoTime();
        Caller.Reply reply = caller.send(attack.next());
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        if (reply.status() != OK) {
            harm.add("the next caller got " + reply.status() + " " + reply.excerpt());
        }
        if (took.compareTo(options.answerMax()) > 0) {
            harm.add("the next caller waited " + took.toMillis() + " ms");
        }
    }

    /// The retained memory, when small enough or at the end of the time limit.
    private static long kept(TargetServer server, long atFirst) throws IOException {
        long end = System.nanoTime() + RELEASE_MAX.toNanos();
        long kept = server.memory().residentBytes() - atFirst;
        while (kept > KEPT_BYTES_MAX && System.nanoTime() < end) {
            LockSupport.parkNanos(POLL_NANOS);
            kept = server.memory().residentBytes() - atFirst;
        }
        return kept;
    }

    private static long megabytes(long bytes) {
        return bytes >> 20;
    }

    private static String lineOf(String log) {
        return log.lines()
                .filter(line -> line.contains(ProtocolAttacks.SECRET_PART))
                .findFirst()
                .orElse("");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
