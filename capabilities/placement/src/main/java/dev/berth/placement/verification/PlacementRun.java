package dev.berth.placement.verification;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.placement.model.Deployment;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.verification.RunMeasurement.FlowTimes;
import dev.berth.placement.verification.RunMeasurement.LinkBytes;
import dev.berth.placement.verification.RunMeasurement.SiteMeasurement;
import dev.berth.placement.verification.replay.EmulatedLoad;
import dev.berth.placement.verification.replay.FlowWork;
import dev.berth.placement.verification.replay.FrameConnection;
import dev.berth.placement.verification.replay.LinkCounts;
import dev.berth.placement.verification.replay.LinkDelay;
import dev.berth.placement.verification.replay.LinkRelay;
import dev.berth.placement.verification.replay.MeasuredVariants;
import dev.berth.placement.verification.replay.PlacedScenario;
import dev.berth.placement.verification.replay.PreciseTimer;
import dev.berth.placement.verification.replay.Replay;
import dev.berth.placement.verification.replay.ReplayedUsers;
import dev.berth.placement.verification.replay.SiteWords;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Run of one placement: a process for each site of its items' ways, relays for its links in this
/// process, and their measurement. Closing ends the processes.
final class PlacementRun implements AutoCloseable {
    /// Time for all connections before the first item.
    private static final long CONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final long POLL_MILLIS = 100;

    /// Clocks of two processes that differ by more are not one clock.
    private static final long CLOCK_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Deployment deployment;
    private final PlacedScenario placed;
    private final String system;
    private final MemoryShare memory;
    private final MeasuredVariants variants;
    private final Map<Integer, SiteProcess> processes = new TreeMap<>();
    private final Map<Integer, Integer> ports = new HashMap<>();
    private final Map<Integer, OptionalDouble> held = new HashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final PreciseTimer timer = new PreciseTimer("berth-relays", failure::set);
    private final List<LinkCounts> counts;

    /// Receiver of the state of a run.
    interface RunProgress {
        void now(String state);
    }

    /// @param placed with the variants as measured
    /// @param system directory that the processes read
    /// @param variants for the processes, which read the scenario themselves
    PlacementRun(
            PlacedScenario placed, String system, MemoryShare memory, MeasuredVariants variants) {
        this.placed = placed;
        this.deployment = placed.deployment();
        this.system = system;
        this.memory = memory;
        this.variants = variants;
        this.counts =
                deployment.links().stream()
                        .map(_ -> new LinkCounts(deployment.flows().size()))
                        .toList();
    }

    /// Runs and measures. Blocks for the whole time.
    ///
    /// @throws ProblemException `worker-terminated` if a process ends before
    RunMeasurement run(RunLength length, RunProgress progress)
            throws IOException, InterruptedException {
        progress.now("starting processes");
        startProcesses();
        List<Integer> links = usedLinks();
        Replay replay = begin(length, links);
        for (SiteProcess each : processes.values()) {
            require(each, "ready");
        }
        await(replay, progress);
        progress.now("collecting");
        return collect(replay);
    }

    private void startProcesses() throws IOException {
        for (int site : usedSites()) {
            long bytes = memory.take(site);
            processes.put(
                    site,
                    SiteProcess.start(
                            deployment.sites().get(site).site().name(),
                            new SiteWords(
                                    system,
                                    placed.scenario().name(),
                                    placed.placement(),
                                    site,
                                    bytes,
                                    variants)));
        }
    }

    /// Sites with components or ends, and those on the way.
    private SortedSet<Integer> usedSites() {
        var used = new TreeSet<Integer>();
        for (int flow = 0; flow < deployment.flows().size(); flow++) {
            deployment.flows().get(flow).steps().forEach(step -> used.add(step.site()));
            FlowWork work = FlowWork.of(deployment.flows().get(flow));
            work.services().forEach(each -> used.add(each.service().site()));
        }
        for (int link : usedLinks()) {
            used.add(site(deployment.links().get(link).from()));
            used.add(site(deployment.links().get(link).to()));
        }
        return used;
    }

    private List<Integer> usedLinks() {
        return deployment.flows().stream()
                .flatMap(flow -> FlowWork.of(flow).hops().stream())
                .map(hop -> hop.hop() / 2)
                .distinct()
                .sorted()
                .toList();
    }

    private int site(String name) {
        for (int i = 0; i < deployment.sites().size(); i++) {
            if (deployment.sites().get(i).site().name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("site '" + name + "'");
    }

    private Replay begin(RunLength length, List<Integer> links)
            throws IOException, InterruptedException {
        String token = UUID.randomUUID().toString();
        processes.values().forEach(each -> each.say(token));
        for (Map.Entry<Integer, SiteProcess> each : processes.entrySet()) {
            readPort(each.getKey(), each.getValue());
        }
        var replay =
                new Replay(
                        ReplayedUsers.of(deployment, length.measured().toMillis() / 1e3),
                        length.seed(),
                        System.nanoTime() + CONNECT_NANOS,
                        length.warmUp().toNanos(),
                        length.measured().toNanos(),
                        length.drain().toNanos());
        for (Map.Entry<Integer, SiteProcess> each : processes.entrySet()) {
            long count = links.stream().filter(link -> touches(link, each.getKey())).count();
            each.getValue().say(beginLine(count, replay));
        }
        connect(replay, links, token);
        return replay;
    }

    private static String beginLine(long links, Replay replay) {
        return "begin "
                + links
                + " "
                + replay.seed()
                + " "
                + replay.startNanos()
                + " "
                + replay.warmUpNanos()
                + " "
                + replay.measuredNanos()
                + " "
                + replay.users().full()
                + " "
                + replay.users().further().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(","))
                + " "
                + replay.drainNanos();
    }

    private void readPort(int site, SiteProcess process) throws InterruptedException {
        String[] words = require(process, "port").split(" ", -1);
        ports.put(site, Integer.parseInt(words[1]));
        if (Math.abs(System.nanoTime() - Long.parseLong(words[2])) > CLOCK_NANOS_MAX) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "the clocks of two processes differ (expected: one monotonic clock, as on"
                            + " Linux)",
                    "run `berth plan --verify` on Linux");
        }
        double bytes = Double.parseDouble(require(process, "memory").split(" ", -1)[1]);
        held.put(site, bytes < 0 ? OptionalDouble.empty() : OptionalDouble.of(bytes));
    }

    private static String require(SiteProcess process, String word) throws InterruptedException {
        String line = process.line();
        if (!line.startsWith(word)) {
            throw new ProblemException(
                    ProblemCode.WORKER_TERMINATED,
                    "the process of site '"
                            + process.site()
                            + "' wrote '"
                            + line
                            + "' (expected: "
                            + word
                            + ")",
                    "report it with this output");
        }
        return line;
    }

    private boolean touches(int link, int site) {
        Link each = deployment.links().get(link);
        return site(each.from()) == site || site(each.to()) == site;
    }

    private void connect(Replay replay, List<Integer> links, String token) throws IOException {
        var load = new EmulatedLoad(deployment, replay.users());
        var random = new SplittableRandom(~replay.seed());
        for (int link : links) {
            Link each = deployment.links().get(link);
            FrameConnection from = connect(link, site(each.from()), token);
            FrameConnection to = connect(link, site(each.to()), token);
            relay(2 * link, from, to, load, replay, random);
            relay(2 * link + 1, to, from, load, replay, random);
        }
    }

    private FrameConnection connect(int link, int site, String token) throws IOException {
        Integer port = ports.get(site);
        if (port == null) {
            throw new IllegalStateException("site " + site + " has no process");
        }
        var connection = new FrameConnection(new Socket(InetAddress.getLoopbackAddress(), port));
        open.add(connection);
        connection.out().writeUTF(token);
        connection.out().writeInt(link);
        connection.out().flush();
        return connection;
    }

    private void relay(
            int hop,
            FrameConnection from,
            FrameConnection to,
            EmulatedLoad load,
            Replay replay,
            SplittableRandom random) {
        Link link = deployment.links().get(hop / 2);
        open.add(
                new LinkRelay(
                        LinkDelay.of(link, hop, load, replay.startNanos(), random),
                        from,
                        to,
                        timer,
                        frame -> {
                            if (replay.isMeasured(frame.scheduledNanos())) {
                                counts.get(hop / 2).add(frame.flow(), frame.bytes());
                            }
                        },
                        failure::set));
    }

    private void await(Replay replay, RunProgress progress) throws InterruptedException {
        boolean isMeasuring = false;
        while (System.nanoTime() < replay.drainedNanos()) {
            Throwable failed = failure.get();
            if (failed != null) {
                throw new IllegalStateException("relay failed: " + failed, failed);
            }
            processes.values().forEach(SiteProcess::requireAlive);
            long now = System.nanoTime();
            if (!isMeasuring && now > replay.startNanos() + replay.warmUpNanos()) {
                isMeasuring = true;
                timer.lateness().clear();
            }
            progress.now(state(replay, now));
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static String state(Replay replay, long now) {
        long measured = now - replay.startNanos() - replay.warmUpNanos();
        if (measured < 0) {
            return "warming up";
        }
        return now > replay.endNanos()
                ? "waiting for the last items"
                : "measuring, " + measured * 100 / replay.measuredNanos() + " %";
    }

    private RunMeasurement collect(Replay replay) throws InterruptedException {
        var collected = new CollectedResults(deployment, replay);
        for (Map.Entry<Integer, SiteProcess> each : processes.entrySet()) {
            each.getValue().say("report");
            collected.read(each.getKey(), each.getValue());
            each.getValue().say("end");
        }
        List<FlowTimes> flows = collected.flows();
        List<SiteMeasurement> sites = new ArrayList<>();
        for (int site = 0; site < deployment.sites().size(); site++) {
            boolean isRun = processes.containsKey(site);
            sites.add(
                    new SiteMeasurement(
                            isRun,
                            isRun ? new EmulatedLoad(deployment, replay.users()).machines(site) : 0,
                            collected.coresOfUser(site),
                            isRun && memory.isWhole(site)
                                    ? held.getOrDefault(site, OptionalDouble.empty())
                                    : OptionalDouble.empty(),
                            collected.lateness(site, 0.5),
                            collected.lateness(site, 0.99)));
        }
        return new RunMeasurement(
                replay, flows, linkBytes(replay), sites, timer.lateness().seconds(0.99));
    }

    private List<LinkBytes> linkBytes(Replay replay) {
        List<LinkBytes> links = new ArrayList<>();
        for (LinkCounts each : counts) {
            double bytes = 0;
            double variance = 0;
            for (int flow = 0; flow < deployment.flows().size(); flow++) {
                double userSeconds = replay.users().count(flow) * replay.measuredSeconds();
                bytes += each.bytes(flow) / userSeconds;
                variance += each.squares(flow) / userSeconds / userSeconds;
            }
            links.add(new LinkBytes(bytes, Math.sqrt(variance)));
        }
        return links;
    }

    /// The processes that run.
    List<Long> pids() {
        return processes.values().stream().map(SiteProcess::pid).toList();
    }

    @Override
    public void close() {
        processes.values().forEach(SiteProcess::close);
        timer.close();
        for (AutoCloseable each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close a connection", e);
            }
        }
    }
}
