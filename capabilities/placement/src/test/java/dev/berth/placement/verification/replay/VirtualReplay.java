package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.scenario.Link;
import dev.berth.testkit.time.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Replay of a placement on all its sites and links in virtual time: what the processes of a
/// verification do, on one thread.
public final class VirtualReplay {
    private final ManualTime time = new ManualTime();
    private final ScheduledExecutorService scheduler = time.scheduler();
    private final Deployment deployment;
    private final Replay replay;
    private final List<LinkDelay> delays = new ArrayList<>();
    private final List<SiteReplay> sites = new ArrayList<>();
    private final double[] linkBytes;
    private final SiteResults results;

    private VirtualReplay(Deployment deployment, Duration warmUp, Duration measured, long seed) {
        this.deployment = deployment;
        replay =
                new Replay(
                        ReplayedUsers.of(deployment, measured.toMillis() / 1e3),
                        seed,
                        time.getAsLong(),
                        warmUp.toNanos(),
                        measured.toNanos(),
                        Duration.ofSeconds(8).toNanos());
        var load = new EmulatedLoad(deployment, replay.users());
        var random = new SplittableRandom(~seed);
        results = new SiteResults(deployment.flows().size());
        linkBytes = new double[deployment.links().size()];
        for (int hop = 0; hop < 2 * linkBytes.length; hop++) {
            Link link = deployment.links().get(hop / 2);
            delays.add(LinkDelay.of(link, hop, load, replay.startNanos(), random));
        }
        for (int site = 0; site < deployment.sites().size(); site++) {
            sites.add(
                    new SiteReplay(deployment, site, replay, this::at, time, this::send, results));
        }
    }

    /// Runs a placement to the end.
    public static VirtualReplay of(
            Deployment deployment, Duration warmUp, Duration measured, long seed) {
        var run = new VirtualReplay(deployment, warmUp, measured, seed);
        run.sites.forEach(SiteReplay::start);
        run.time.advance(Duration.ofNanos(run.replay.drainedNanos() - run.time.getAsLong()));
        return run;
    }

    private void at(long dueNanos, Runnable work) {
        var _ = scheduler.schedule(work, dueNanos - time.getAsLong(), TimeUnit.NANOSECONDS);
    }

    private void send(int hop, ItemFrame frame) {
        if (replay.isMeasured(frame.scheduledNanos())) {
            linkBytes[hop / 2] += frame.bytes();
        }
        Link link = deployment.links().get(hop / 2);
        SiteReplay to = sites.get(site(hop % 2 == 0 ? link.to() : link.from()));
        at(delays.get(hop).endNanos(frame), () -> to.receive(frame));
    }

    private int site(String name) {
        return deployment.sites().stream().map(each -> each.site().name()).toList().indexOf(name);
    }

    /// The latencies of the items that were measured.
    public List<Double> seconds() {
        var bytes = new ByteArrayOutputStream();
        results.write(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("item "))
                .map(line -> Long.parseLong(line.split(" ", -1)[4]) / 1e9)
                .toList();
    }

    /// The items of a flow that began while it was measured.
    public int begun(int flow) {
        int begun = 0;
        for (int position = 0; position < replay.users().count(flow); position++) {
            ArrivalProcess arrivals =
                    replay.arrivals(deployment, flow, replay.users().user(flow, position));
            for (; arrivals.nextNanos() < replay.endNanos(); arrivals.advance()) {
                begun += replay.isMeasured(arrivals.nextNanos()) ? 1 : 0;
            }
        }
        return begun;
    }

    /// Bytes a second of a user whose only flow is this, both ways.
    public double linkBytes(int link, int flow) {
        return linkBytes[link] / (replay.users().count(flow) * replay.measuredSeconds());
    }
}
