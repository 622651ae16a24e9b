package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment.Copy;
import dev.berth.placement.model.Deployment.DeployedFlow;
import dev.berth.placement.model.Deployment.Further;
import dev.berth.placement.model.Deployment.Outgoing;
import dev.berth.placement.model.Deployment.Service;
import dev.berth.placement.model.Deployment.Step;
import dev.berth.placement.model.Deployment.Transfer;
import java.util.ArrayList;
import java.util.List;

/// Services and hops of a flow, each with the share of items that it gets.
public record FlowWork(List<ServiceShare> services, List<HopShare> hops) {
    public record ServiceShare(Service service, double share) {}

    public record HopShare(int hop, double bytes, double share) {}

    public FlowWork {
        services = List.copyOf(services);
        hops = List.copyOf(hops);
    }

    public static FlowWork of(DeployedFlow flow) {
        List<ServiceShare> services = new ArrayList<>();
        List<HopShare> hops = new ArrayList<>();
        for (Step step : flow.steps()) {
            step.service().ifPresent(service -> services.add(new ServiceShare(service, 1)));
            step.further().ifPresent(further -> add(further, services, hops));
            for (Outgoing outgoing : step.outgoing()) {
                add(outgoing.transfer(), 1, hops);
            }
            for (Copy copy : step.copies()) {
                add(copy.transfer(), copy.share(), hops);
            }
        }
        return new FlowWork(services, hops);
    }

    private static void add(Further further, List<ServiceShare> services, List<HopShare> hops) {
        services.add(new ServiceShare(further.service(), further.share()));
        add(further.there(), further.share(), hops);
        further.back().ifPresent(back -> add(back, further.share(), hops));
    }

    private static void add(Transfer transfer, double share, List<HopShare> hops) {
        for (int hop : transfer.hops()) {
            hops.add(new HopShare(hop, transfer.bytes(), share));
        }
    }
}
