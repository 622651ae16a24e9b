package dev.berth.placement.model;

import dev.berth.placement.model.FlowModel.Arc;
import dev.berth.placement.model.FlowModel.Node;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.MachineHours;
import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import dev.berth.placement.scenario.Workload;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What follows from a placement, which may lack components: then every load, cost and latency is
/// at most that of any placement that adds them, and every quality and share at least.
///
/// Numbers of a user's site are for one user in a session; those of shared sites for all users in
/// the busiest hour. Mutable, for one thread; [#place] starts again.
public final class PlacementState {
    /// An option that is not chosen yet.
    public static final int NONE = -1;

    final PlacementModel model;
    final int[] chosen;
    final double[] work;
    final double[] memory;
    final double[] storage;
    private final double[] wallTime;
    private final double[] wallSquare;
    private final double[] parallelWork;
    private final int[] stages;

    /// Bytes a second of one user in a session, by hop.
    private final double[] bytes;

    private final double[] bytesSquare;

    /// Bytes a month of one user besides sessions, by hop.
    private final double[] packageBytes;

    private final Workload workload;
    private final double activeUsers;
    private boolean isRouted;
    private boolean isComplete;
    private List<Requirement.Telemetry> telemetry = List.of();

    public PlacementState(PlacementModel model) {
        this.model = model;
        this.workload = model.scenario.workload();
        this.activeUsers = workload.activeUsersAtPeak();
        int sites = model.sites.count();
        int hops = 2 * model.links.size();
        chosen = new int[model.componentCount()];
        work = new double[sites];
        memory = new double[sites];
        storage = new double[sites];
        wallTime = new double[sites];
        wallSquare = new double[sites];
        parallelWork = new double[sites];
        stages = new int[sites];
        bytes = new double[hops];
        bytesSquare = new double[hops];
        packageBytes = new double[hops];
    }

    /// The telemetry that is sent.
    List<Requirement.Telemetry> telemetry() {
        return telemetry;
    }

    /// Sets which telemetry is sent.
    public void activate(Collection<Requirement> requirements) {
        telemetry =
                requirements.stream()
                        .filter(Requirement.Telemetry.class::isInstance)
                        .map(Requirement.Telemetry.class::cast)
                        .distinct()
                        .toList();
    }

    /// Computes everything but latencies for a placement.
    ///
    /// @param options one for each component, or [#NONE]
    public void place(int[] options) {
        System.arraycopy(options, 0, chosen, 0, chosen.length);
        for (double[] each :
                new double[][] {
                    work,
                    memory,
                    storage,
                    wallTime,
                    wallSquare,
                    parallelWork,
                    bytes,
                    bytesSquare,
                    packageBytes
                }) {
            Arrays.fill(each, 0);
        }
        Arrays.fill(stages, 0);
        isRouted = true;
        isComplete = true;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] == NONE) {
                isComplete = false;
            } else {
                install(model.compiled(i, chosen[i]));
            }
        }
        for (FlowModel flow : model.flows) {
            carry(flow);
        }
        telemetry.forEach(this::send);
    }

    private void install(CompiledOption option) {
        hold(option.first);
        if (option.second != null) {
            hold(option.second);
            work[option.second.site] += option.refreshWork;
            parallelWork[option.second.site] += option.refreshWork * option.second.cores;
            if (option.refreshBytes > 0) {
                carryPackage(option.second.site, option.first.site, option.refreshBytes);
            }
        }
        if (option.updateBytes > 0) {
            update(option);
        }
    }

    private void hold(Stage stage) {
        memory[stage.site] += stage.memoryBytes;
        storage[stage.site] += stage.storageBytes;
        stages[stage.site]++;
    }

    /// Updates come from the shared site with the fewest hops; without one there are none.
    private void update(CompiledOption option) {
        int @Nullable [] nearest = null;
        int to = model.sites.site(option.first.site).isOfUser() ? option.first.site : NONE;
        if (to == NONE) {
            to = option.second == null ? option.first.site : option.second.site;
        }
        for (int from = 0; from < model.sites.count(); from++) {
            int[] route = model.packageRoutes.find(from, to);
            boolean isShorter = route != null && (nearest == null || route.length < nearest.length);
            if (!model.sites.site(from).isOfUser() && isShorter) {
                nearest = route;
            }
        }
        if (nearest == null) {
            isRouted = false;
            return;
        }
        for (int hop : nearest) {
            packageBytes[hop] += option.updateBytes;
        }
    }

    private void carryPackage(int from, int to, double perMonth) {
        int[] route = model.packageRoutes.find(from, to);
        if (route == null) {
            isRouted = false;
            return;
        }
        for (int hop : route) {
            packageBytes[hop] += perMonth;
        }
    }

    private void carry(FlowModel flow) {
        double rate = flow.flow.itemsPerSecond();
        for (Arc arc : flow.arcs) {
            int from = outSite(arc.from);
            int to = inSite(arc.to);
            if (from >= 0 && to >= 0) {
                carry(arc.routes, from, to, rate);
            }
        }
        for (Node node : flow.nodes) {
            if (node.component >= 0 && chosen[node.component] != NONE) {
                serve(model.compiled(node.component, chosen[node.component]), node, rate);
            }
        }
    }

    private void serve(CompiledOption option, Node node, double rate) {
        serve(option.first, rate);
        Stage second = option.second;
        if (second == null) {
            return;
        }
        double share = rate * option.share;
        serve(second, share);
        RouteTable there = option.handedOn == null ? node.in : option.handedOn;
        if (there != null && share > 0) {
            carry(there, option.first.site, second.site, share);
        }
        if (option.isReturning && node.out != null && share > 0) {
            carry(node.out, second.site, option.first.site, share);
        }
    }

    private void serve(Stage stage, double rate) {
        double arrivals = model.sites.site(stage.site).isOfUser() ? rate : rate * activeUsers;
        work[stage.site] += arrivals * stage.work;
        parallelWork[stage.site] += arrivals * stage.work * stage.cores;
        wallTime[stage.site] += arrivals * stage.meanSeconds;
        wallSquare[stage.site] += arrivals * stage.meanSquareSeconds;
    }

    private void carry(RouteTable table, int from, int to, double rate) {
        int[] route = table.find(from, to);
        if (route == null) {
            isRouted = false;
            return;
        }
        for (int hop : route) {
            bytes[hop] += rate * table.bytes();
            bytesSquare[hop] += rate * table.bytes() * table.bytes();
        }
    }

    /// Copies a share of a component's inputs to a site.
    private void send(Requirement.Telemetry wanted) {
        int component = model.componentNumber(wanted.component());
        if (chosen[component] == NONE) {
            return;
        }
        int from = model.compiled(component, chosen[component]).first.site;
        int to = model.sites.number(wanted.site());
        for (FlowModel flow : model.flows) {
            for (Node node : flow.nodes) {
                if (node.component == component && node.in != null) {
                    carry(node.in, from, to, flow.flow.itemsPerSecond() * wanted.share());
                }
            }
        }
    }

    int inSite(Node node) {
        return node.component < 0
                ? node.site
                : chosen[node.component] == NONE
                        ? NONE
                        : model.compiled(node.component, chosen[node.component]).first.site;
    }

    int outSite(Node node) {
        return node.component < 0
                ? node.site
                : chosen[node.component] == NONE
                        ? NONE
                        : model.compiled(node.component, chosen[node.component]).outSite();
    }

    /// Whether all that has to be sent has a way.
    public boolean isRouted() {
        return isRouted;
    }

    public boolean isComplete() {
        return isComplete;
    }

    /// Machines of a site in the busiest hour; one of a user.
    public double machines(int site) {
        Site place = model.sites.site(site);
        return place.machines() instanceof Site.Machines.AsNeeded && stages[site] == 0
                ? 0
                : MachineHours.atPeak(place, work[site]);
    }

    /// Whether a component has a part at a site.
    public boolean isUsed(int site) {
        return stages[site] > 0;
    }

    /// Core-seconds a second at a site: of one user in a session, or of all in the busiest hour.
    public double work(int site) {
        return work[site];
    }

    /// Memory of the components on one machine of a site.
    public double memoryBytes(int site) {
        return memory[site];
    }

    /// Storage of the components on one machine of a site.
    public double storageBytes(int site) {
        return storage[site];
    }

    /// Share of time that the cores of a site are busy.
    public double siteUtilisation(int site) {
        double machines = machines(site);
        return machines == 0 ? 0 : work[site] / (model.sites.site(site).cores() * machines);
    }

    /// Share of a link's bandwidth in use, in one direction.
    double hopUtilisation(int hop) {
        return bytes[hop] * sharers(hop) / bandwidth(hop);
    }

    /// Share of a link's bandwidth in use, of the two directions the greater.
    public double linkUtilisation(int link) {
        return Math.max(hopUtilisation(2 * link), hopUtilisation(2 * link + 1));
    }

    /// Bytes a second of one user in a session on a link, both directions together.
    public double linkBytes(int link) {
        return bytes[2 * link] + bytes[2 * link + 1];
    }

    /// Bytes a month of all users on a link.
    public double linkBytesPerMonth(int link) {
        return linkBytes(link) * workload.sessionSecondsPerMonth() + packageBytesPerMonth(link);
    }

    /// Of which updates and responses made ahead.
    public double packageBytesPerMonth(int link) {
        return (packageBytes[2 * link] + packageBytes[2 * link + 1]) * workload.users();
    }

    private double sharers(int hop) {
        Link link = model.links.get(hop / 2);
        boolean isOfUser =
                model.sites.site(model.sites.number(link.from())).isOfUser()
                        || model.sites.site(model.sites.number(link.to())).isOfUser();
        return isOfUser ? 1 : activeUsers;
    }

    double bandwidth(int hop) {
        Link link = model.links.get(hop / 2);
        return hop % 2 == 0 ? link.bytesPerSecondOut() : link.bytesPerSecondBack();
    }

    /// Seconds that are left of a transfer in the mean.
    double residualTransfer(int hop) {
        return bytes[hop] == 0 ? 0 : bytesSquare[hop] / bytes[hop] / 2 / bandwidth(hop);
    }

    /// Seconds that are left of a service in the mean.
    double residualService(int site) {
        return wallTime[site] == 0 ? 0 : wallSquare[site] / wallTime[site] / 2;
    }

    /// Items that a site can serve at the same time.
    double servers(int site) {
        double cores = model.sites.site(site).cores() * Math.max(1, machines(site));
        double each = work[site] == 0 ? 1 : parallelWork[site] / work[site];
        return Math.max(1, Math.floor(cores / Math.max(each, 1e-9) + 1e-9));
    }

    /// Dollars a month for the machines of a site.
    public double siteCost(int site) {
        Site place = model.sites.site(site);
        return stages[site] == 0 || place.isOfUser()
                ? 0
                : MachineHours.inTheMean(place, work[site], model.scenario().workload())
                        * place.dollarsPerHour()
                        * Scenario.MONTH_HOURS;
    }

    /// Dollars a month for the bytes of a link.
    public double linkCost(int link) {
        double price = model.links.get(link).dollarsPerByte();
        return price == 0 ? 0 : linkBytesPerMonth(link) * price;
    }

    /// Dollars a month.
    public double cost() {
        double sum = 0;
        for (int site = 0; site < model.sites.count(); site++) {
            sum += siteCost(site);
        }
        return sum + bytesCost();
    }

    /// Dollars a month for bytes on links: a sum over components and edges.
    public double bytesCost() {
        double sum = 0;
        for (int link = 0; link < model.links.size(); link++) {
            sum += linkCost(link);
        }
        return sum;
    }

    /// Dollars a month if parts of machines could be paid: at most the cost, and a sum over
    /// components.
    public double divisibleCost() {
        double sum = bytesCost();
        for (int site = 0; site < model.sites.count(); site++) {
            Site place = model.sites.site(site);
            if (place.machines() instanceof Site.Machines.AsNeeded(double utilisation)) {
                sum +=
                        work[site]
                                / (place.cores() * utilisation)
                                * place.dollarsPerHour()
                                * Scenario.MONTH_HOURS;
            }
        }
        return sum;
    }

    /// Watts of a machine in a session, in the mean.
    public double watts(int site) {
        Site place = model.sites.site(site);
        double watts = place.idleWatts() + work[site] * place.busyWatts();
        for (int i = 0; i < model.links.size(); i++) {
            Link link = model.links.get(i);
            if (link.from().equals(place.name()) || link.to().equals(place.name())) {
                watts += linkBytes(i) * link.joulesPerByte();
            }
        }
        return watts;
    }

    /// Watts of all machines of one user in a session.
    public double userWatts() {
        double sum = 0;
        for (int site = 0; site < model.sites.count(); site++) {
            if (model.sites.site(site).isOfUser()) {
                sum += watts(site);
            }
        }
        return sum;
    }

    /// The greatest age of a response or model, in seconds.
    public double staleSeconds() {
        double most = 0;
        for (int i = 0; i < chosen.length; i++) {
            if (chosen[i] != NONE) {
                most = Math.max(most, model.option(i, chosen[i]).staleSeconds());
            }
        }
        return most;
    }

    /// The mean quality of the components that have one, the best of each that is not placed; 1 if
    /// none has.
    public double quality() {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < chosen.length; i++) {
            OptionalDouble best = model.bestQuality(i);
            if (best.isPresent()) {
                count++;
                sum +=
                        chosen[i] == NONE
                                ? best.getAsDouble()
                                : model.option(i, chosen[i]).quality().orElse(0);
            }
        }
        return count == 0 ? 1 : sum / count;
    }
}
