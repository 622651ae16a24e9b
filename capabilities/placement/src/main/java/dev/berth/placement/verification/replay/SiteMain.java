package dev.berth.placement.verification.replay;

import dev.berth.catalog.Catalog;
import dev.berth.placement.model.Deployment;
import dev.berth.placement.part.Scenarios;
import dev.berth.placement.scenario.Scenario;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Process of one site of a verification. It ends with its parent, whose end closes its input.
///
/// Line by line, input is: `TOKEN`, `begin LINKS SEED START WARM-UP MEASURED FULL FURTHER DRAIN`,
/// `report`, `end`; output is `port NUMBER NANOS`, `memory BYTES`, and the results.
public final class SiteMain {
    /// Status of a process whose parent has ended.
    private static final int STATUS_ORPHANED = 3;

    private static final int STATUS_FAILED = 70;

    private final Deployment deployment;
    private final int site;
    private final long memoryBytes;
    private final BufferedReader in;
    private final PrintStream out;
    private final Map<Integer, SiteConnection> connections = new HashMap<>();

    private SiteMain(
            Deployment deployment, int site, long memoryBytes, BufferedReader in, PrintStream out) {
        this.deployment = deployment;
        this.site = site;
        this.memoryBytes = memoryBytes;
        this.in = in;
        this.out = out;
    }

    /// Serves one site until the parent ends it.
    ///
    /// @param words of [SiteWords]
    public static void main(String[] words) throws IOException {
        SiteWords parsed = SiteWords.parse(List.of(words));
        Scenario scenario =
                Catalog.open(Path.of(parsed.system()))
                        .read()
                        .part(Scenarios.class)
                        .find(parsed.scenario())
                        .orElseThrow(
                                () ->
                                        new IOException(
                                                "no scenario '"
                                                        + parsed.scenario()
                                                        + "' any more"));
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        new SiteMain(
                        PlacedScenario.executed(scenario, parsed.placement(), parsed.variants())
                                .deployment(),
                        parsed.site(),
                        parsed.memoryBytes(),
                        in,
                        out)
                .run();
    }

    private void run() throws IOException {
        String token = line();
        try (var server = new ServerSocket();
                HeldMemory memory = HeldMemory.allocate(memoryBytes)) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            say("port " + server.getLocalPort() + " " + System.nanoTime());
            say("memory " + memory.heldBytes().orElse(-1));
            List<String> begin = List.of(line().split(" ", -1));
            int links = Integer.parseInt(begin.get(1));
            Replay replay = replay(begin);
            var timer = new PreciseTimer("berth-site", SiteMain::fail);
            var results = new SiteResults(deployment.flows().size());
            var execution =
                    new SiteReplay(
                            deployment,
                            site,
                            replay,
                            timer,
                            System::nanoTime,
                            (hop, frame) -> connection(hop / 2).send(frame),
                            results);
            accept(server, token, links, execution);
            timer.at(replay.startNanos(), execution::start);
            timer.at(replay.startNanos() + replay.warmUpNanos(), timer.lateness()::clear);
            say("ready");
            line();
            results.write(out);
            say("late " + timer.lateness().seconds(0.5) + " " + timer.lateness().seconds(0.99));
            say("done");
            line();
        }
    }

    private static Replay replay(List<String> words) {
        List<Integer> further =
                Arrays.stream(words.get(7).split(",", -1)).map(Integer::valueOf).toList();
        return new Replay(
                new ReplayedUsers(Integer.parseInt(words.get(6)), further),
                Long.parseLong(words.get(2)),
                Long.parseLong(words.get(3)),
                Long.parseLong(words.get(4)),
                Long.parseLong(words.get(5)),
                Long.parseLong(words.get(8)));
    }

    private void accept(ServerSocket server, String token, int links, SiteReplay execution)
            throws IOException {
        while (connections.size() < links) {
            Socket socket = server.accept();
            var connection = new FrameConnection(socket);
            if (!connection.in().readUTF().equals(token)) {
                connection.close();
                continue;
            }
            int link = connection.in().readInt();
            connections.put(link, new SiteConnection(link, connection, execution, SiteMain::fail));
        }
        connections.values().forEach(SiteConnection::start);
    }

    private SiteConnection connection(int link) {
        SiteConnection connection = connections.get(link);
        if (connection == null) {
            throw new IllegalStateException(
                    "link "
                            + link
                            + " has no relay (expected: one of "
                            + connections.keySet()
                            + ")");
        }
        return connection;
    }

    /// The next line; the process ends without one.
    private String line() throws IOException {
        String line = in.readLine();
        if (line == null) {
            Runtime.getRuntime().halt(STATUS_ORPHANED);
            throw new IOException("no parent");
        }
        return line;
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }

    private static void fail(Throwable failure) {
        failure.printStackTrace();
        System.err.flush();
        Runtime.getRuntime().halt(STATUS_FAILED);
    }
}
