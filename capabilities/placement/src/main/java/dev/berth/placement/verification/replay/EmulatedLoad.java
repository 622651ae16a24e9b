package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.Deployment.DeployedFlow;
import dev.berth.placement.model.Deployment.DeployedSite;
import dev.berth.placement.model.Deployment.Refresh;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.verification.replay.FlowWork.HopShare;
import dev.berth.placement.verification.replay.FlowWork.ServiceShare;
import java.util.ArrayList;
import java.util.List;

/// Load of a deployment that is not replayed.
///
/// On a user's machines and links these are the flows that are not replayed for the user; on shared
/// ones everything of the busiest hour but what is replayed.
public final class EmulatedLoad {
    /// Arrivals a second that one site can emulate beside its other work.
    private static final double ARRIVALS_PER_SECOND = 10_000;

    private final Deployment deployment;
    private final ReplayedUsers users;
    private final List<FlowWork> work;

    public EmulatedLoad(Deployment deployment, ReplayedUsers users) {
        this.deployment = deployment;
        this.users = users;
        this.work = deployment.flows().stream().map(FlowWork::of).toList();
    }

    /// Machines of a site that are run: all of a shared site unless their arrivals are too many.
    public int machines(int site) {
        double machines = Math.max(1, deployment.sites().get(site).machines());
        double arrivals = 0;
        for (int flow = 0; flow < work.size(); flow++) {
            for (ServiceShare each : work.get(flow).services()) {
                if (each.service().site() == site) {
                    arrivals += each.share() * rate(flow) * deployment.activeUsers();
                }
            }
        }
        for (Refresh refresh : deployment.sites().get(site).refreshes()) {
            arrivals += refresh.perSecond();
        }
        return (int)
                Math.max(1, Math.floor(machines * Math.min(1, ARRIVALS_PER_SECOND / arrivals)));
    }

    /// Load of a user's machine.
    List<CorePool.Load> ofUser(int site, int user) {
        List<CorePool.Load> loads = new ArrayList<>();
        for (int flow = 0; flow < work.size(); flow++) {
            if (!users.isReplayed(user, flow)) {
                add(site, flow, rate(flow), 0, loads);
            }
        }
        return loads;
    }

    /// Load of the machines of a shared site that are run.
    List<CorePool.Load> ofShared(int site) {
        DeployedSite place = deployment.sites().get(site);
        double part = machines(site) / Math.max(1, place.machines());
        List<CorePool.Load> loads = new ArrayList<>();
        for (int flow = 0; flow < work.size(); flow++) {
            double all = rate(flow) * deployment.activeUsers() * part;
            add(site, flow, all, rate(flow) * users.count(flow), loads);
        }
        for (Refresh refresh : place.refreshes()) {
            loads.add(
                    new CorePool.Load(
                            refresh.perSecond() * part,
                            refresh.service().time(),
                            cores(refresh.service().cores())));
        }
        return loads;
    }

    private void add(int site, int flow, double all, double replayed, List<CorePool.Load> loads) {
        for (ServiceShare each : work.get(flow).services()) {
            double rate = (all - replayed) * each.share();
            if (each.service().site() == site && rate > 0) {
                loads.add(
                        new CorePool.Load(
                                rate, each.service().time(), cores(each.service().cores())));
            }
        }
    }

    /// Cores of an item, which holds whole ones.
    static int cores(double cores) {
        return (int) Math.max(1, Math.round(cores));
    }

    private double rate(int flow) {
        return deployment.flows().get(flow).itemsPerSecond();
    }

    /// Whether all users share the link.
    public boolean isShared(int link) {
        Link each = deployment.links().get(link);
        return deployment.sites().stream()
                .map(DeployedSite::site)
                .filter(site -> site.name().equals(each.from()) || site.name().equals(each.to()))
                .noneMatch(site -> site.isOfUser());
    }

    /// Load of one direction of a user's link.
    public List<TransmissionQueue.Load> ofUserLink(int hop, int user) {
        List<TransmissionQueue.Load> loads = new ArrayList<>();
        for (int flow = 0; flow < work.size(); flow++) {
            if (!users.isReplayed(user, flow)) {
                add(hop, flow, rate(flow), loads);
            }
        }
        return loads;
    }

    /// Load of one direction of a link that all users share.
    public List<TransmissionQueue.Load> ofSharedLink(int hop) {
        List<TransmissionQueue.Load> loads = new ArrayList<>();
        for (int flow = 0; flow < work.size(); flow++) {
            DeployedFlow each = deployment.flows().get(flow);
            double others = deployment.activeUsers() - users.count(flow);
            add(hop, flow, each.itemsPerSecond() * others, loads);
        }
        return loads;
    }

    private void add(int hop, int flow, double perSecond, List<TransmissionQueue.Load> loads) {
        for (HopShare each : work.get(flow).hops()) {
            double rate = perSecond * each.share();
            if (each.hop() == hop && rate > 0) {
                loads.add(new TransmissionQueue.Load(rate, each.bytes()));
            }
        }
    }
}
