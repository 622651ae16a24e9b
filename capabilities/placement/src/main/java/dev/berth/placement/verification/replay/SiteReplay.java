package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.Deployment.Copy;
import dev.berth.placement.model.Deployment.DeployedFlow;
import dev.berth.placement.model.Deployment.Further;
import dev.berth.placement.model.Deployment.Service;
import dev.berth.placement.model.Deployment.Step;
import dev.berth.placement.model.Deployment.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Execution of the steps that a site has in the flows of a deployment.
///
/// Items begin at the times of a schedule, whether earlier ones have ended or not, and their
/// latency counts from the scheduled time. Thread-safe: one lock, under which nothing blocks.
public final class SiteReplay {
    /// Load of shared sites is emulated at least this often, so that no item waits for much of it.
    private static final long ADVANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Deployment deployment;
    private final int site;
    private final Replay replay;
    private final TaskTimer timer;
    private final LongSupplier nanoClock;
    private final ItemSender sender;
    private final EmulatedLoad load;
    private final SplittableRandom random;
    private final Map<Integer, CorePool> pools = new HashMap<>();
    private final Map<Join, Integer> joins = new HashMap<>();
    private final SiteResults results;

    /// Sender of items to the next site on their way. Does not block.
    interface ItemSender {
        void send(int nextHop, ItemFrame frame);
    }

    /// An item at a step that has several incoming edges.
    private record Join(int flow, int step, int user, int item) {}

    /// An item.
    private record Item(int flow, int user, int number, long scheduled) {}

    /// @param nanoClock of the timer
    SiteReplay(
            Deployment deployment,
            int site,
            Replay replay,
            TaskTimer timer,
            LongSupplier nanoClock,
            ItemSender sender,
            SiteResults results) {
        this.deployment = deployment;
        this.site = site;
        this.replay = replay;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.sender = sender;
        this.results = results;
        this.load = new EmulatedLoad(deployment, replay.users());
        this.random = new SplittableRandom(replay.seed() + 31L * site);
    }

    /// Schedules the items of all sources at this site.
    synchronized void start() {
        for (int flow = 0; flow < deployment.flows().size(); flow++) {
            List<Integer> sources = sources(flow);
            if (sources.isEmpty()) {
                continue;
            }
            for (int position = 0; position < replay.users().count(flow); position++) {
                int user = replay.users().user(flow, position);
                scheduleNext(flow, user, 0, replay.arrivals(deployment, flow, user), sources);
            }
        }
        if (!deployment.sites().get(site).site().isOfUser()) {
            advance();
        }
    }

    private List<Integer> sources(int flow) {
        List<Integer> sources = new ArrayList<>();
        List<Step> steps = deployment.flows().get(flow).steps();
        for (int step = 0; step < steps.size(); step++) {
            if (steps.get(step).incoming() == 0 && steps.get(step).site() == site) {
                sources.add(step);
            }
        }
        return sources;
    }

    private void scheduleNext(
            int flow, int user, int number, ArrivalProcess arrivals, List<Integer> sources) {
        long due = arrivals.nextNanos();
        if (due >= replay.endNanos()) {
            return;
        }
        timer.at(
                due,
                () -> {
                    arrivals.advance();
                    scheduleNext(flow, user, number + 1, arrivals, sources);
                    var item = new Item(flow, user, number, due);
                    synchronized (this) {
                        sources.forEach(step -> begin(item, step));
                    }
                });
    }

    private void advance() {
        long now = nanoClock.getAsLong();
        synchronized (this) {
            pool(0).advance(now);
        }
        if (now < replay.drainedNanos()) {
            timer.at(now + ADVANCE_NANOS, this::advance);
        }
    }

    /// Continues with an item that has arrived on a link.
    synchronized void receive(ItemFrame frame) {
        DeployedFlow flow = deployment.flows().get(frame.flow());
        Step from = flow.steps().get(frame.step());
        Transfer transfer = transfer(from, frame.way());
        if (frame.hop() + 1 < transfer.hops().size()) {
            int hop = frame.hop() + 1;
            sender.send(
                    transfer.hops().get(hop),
                    frame.onHop(hop, nanoClock.getAsLong(), frame.number()));
            return;
        }
        var item = new Item(frame.flow(), frame.device(), frame.item(), frame.scheduledNanos());
        if (frame.way() >= 0) {
            arrive(item, from.outgoing().get(frame.way()).step());
        } else if (frame.way() == ItemFrame.THERE) {
            serveFurther(item, frame.step());
        } else if (frame.way() == ItemFrame.BACK) {
            finish(item, frame.step());
        }
    }

    private static Transfer transfer(Step step, int way) {
        return switch (way) {
            case ItemFrame.THERE -> step.further().map(Further::there).orElseThrow();
            case ItemFrame.BACK -> step.further().flatMap(Further::back).orElseThrow();
            default ->
                    way >= 0
                            ? step.outgoing().get(way).transfer()
                            : step.copies().get(ItemFrame.COPY - way).transfer();
        };
    }

    private Step step(Item item, int step) {
        return deployment.flows().get(item.flow()).steps().get(step);
    }

    private void arrive(Item item, int step) {
        int incoming = step(item, step).incoming();
        if (incoming > 1) {
            var join = new Join(item.flow(), step, item.user(), item.number());
            if (joins.merge(join, 1, Integer::sum) < incoming) {
                return;
            }
            joins.remove(join);
        }
        begin(item, step);
    }

    private void begin(Item item, int step) {
        Step here = step(item, step);
        for (int i = 0; i < here.copies().size(); i++) {
            Copy copy = here.copies().get(i);
            if (random.nextDouble() < copy.share()) {
                send(item, step, ItemFrame.COPY - i, copy.transfer());
            }
        }
        if (here.service().isEmpty()) {
            finish(item, step);
            return;
        }
        serve(item, here.service().get(), () -> served(item, step));
    }

    private void served(Item item, int step) {
        Further further = step(item, step).further().orElse(null);
        if (further == null || random.nextDouble() >= further.share()) {
            finish(item, step);
        } else if (further.there().hops().isEmpty()) {
            serveFurther(item, step);
        } else {
            send(item, step, ItemFrame.THERE, further.there());
        }
    }

    private void serveFurther(Item item, int step) {
        Further further = step(item, step).further().orElseThrow();
        serve(
                item,
                further.service(),
                () -> {
                    Transfer back = further.back().orElse(null);
                    if (back == null || back.hops().isEmpty()) {
                        finish(item, step);
                    } else {
                        send(item, step, ItemFrame.BACK, back);
                    }
                });
    }

    private void serve(Item item, Service service, Runnable next) {
        long arrived = nanoClock.getAsLong();
        int cores = EmulatedLoad.cores(service.cores());
        long nanos = CorePool.sample(service.time(), random);
        long start = pool(item.user()).start(arrived, cores, nanos);
        timer.at(
                start + nanos,
                () -> {
                    synchronized (this) {
                        if (replay.isMeasured(item.scheduled())) {
                            results.served(
                                    item.flow(), nanoClock.getAsLong() - start, service.cores());
                        }
                        next.run();
                    }
                });
    }

    private CorePool pool(int user) {
        boolean isOfUser = deployment.sites().get(site).site().isOfUser();
        return pools.computeIfAbsent(
                isOfUser ? user : 0,
                number ->
                        new CorePool(
                                isOfUser ? 1 : load.machines(site),
                                (int) Math.max(1, deployment.sites().get(site).site().cores()),
                                isOfUser ? load.ofUser(site, number) : load.ofShared(site),
                                replay.startNanos(),
                                random.split()));
    }

    private void finish(Item item, int step) {
        Step here = step(item, step);
        if (here.outgoing().isEmpty()) {
            if (replay.isMeasured(item.scheduled())) {
                results.ended(
                        item.flow(),
                        item.user(),
                        item.number(),
                        nanoClock.getAsLong() - item.scheduled());
            }
            return;
        }
        for (int i = 0; i < here.outgoing().size(); i++) {
            Transfer transfer = here.outgoing().get(i).transfer();
            if (transfer.hops().isEmpty()) {
                arrive(item, here.outgoing().get(i).step());
            } else {
                send(item, step, i, transfer);
            }
        }
    }

    private void send(Item item, int step, int way, Transfer transfer) {
        if (transfer.hops().isEmpty()) {
            return;
        }
        sender.send(
                Objects.requireNonNull(transfer.hops().getFirst()),
                new ItemFrame(
                        false,
                        0,
                        item.flow(),
                        step,
                        way,
                        0,
                        item.user(),
                        item.number(),
                        item.scheduled(),
                        nanoClock.getAsLong(),
                        (int) Math.max(0, Math.round(transfer.bytes()))));
    }
}
