package dev.berth.placement.model;

import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A complete placement as work to be executed: what each site serves and what each link carries.
///
/// Sites, links, flows, steps and transfers are named by their position. A hop is the number of a
/// link, twice, plus one in the direction from `to` to `from`.
///
/// @param activeUsers users with a session in the busiest hour
public record Deployment(
        List<DeployedSite> sites, List<Link> links, List<DeployedFlow> flows, double activeUsers) {

    /// A site with the machines that a plan gives it.
    ///
    /// @param machines of the busiest hour; 1 of a user
    /// @param memoryBytes of the components on one machine
    /// @param refreshes work besides flows
    public record DeployedSite(
            Site site, double machines, double memoryBytes, List<Refresh> refreshes) {
        public DeployedSite {
            refreshes = List.copyOf(refreshes);
        }

        public boolean isUsed() {
            return memoryBytes > 0 || !refreshes.isEmpty();
        }
    }

    /// Responses computed ahead.
    ///
    /// @param perSecond of all users
    public record Refresh(Service service, double perSecond) {}

    /// One service of an item at a site.
    ///
    /// @param time with the site's speed
    /// @param cores that it keeps busy
    public record Service(int site, Distribution time, double cores) {}

    /// Bytes that are sent from one site to another.
    ///
    /// @param hops none within a site
    public record Transfer(double bytes, int from, int to, List<Integer> hops) {
        public Transfer {
            hops = List.copyOf(hops);
        }
    }

    /// Flow with its steps in an order in which each edge leads forward.
    public record DeployedFlow(String name, double itemsPerSecond, List<Step> steps) {
        public DeployedFlow {
            steps = List.copyOf(steps);
        }
    }

    /// An end or component in a flow.
    ///
    /// @param service empty for an end
    /// @param incoming edges that an item waits for
    /// @param outgoing in the order of the scenario; none for a sink
    /// @param copies telemetry
    public record Step(
            String name,
            int site,
            Optional<Service> service,
            Optional<Further> further,
            int incoming,
            List<Outgoing> outgoing,
            List<Copy> copies) {
        public Step {
            outgoing = List.copyOf(outgoing);
            copies = List.copyOf(copies);
        }
    }

    /// Second stage of a component, for a share of its items.
    ///
    /// @param back to the site of the first stage; empty if the response is sent on from here
    public record Further(double share, Transfer there, Service service, Optional<Transfer> back) {}

    /// Edge to another step.
    ///
    /// Way of an item to a later step.
    ///
    /// @param step the one that gets the item
    public record Outgoing(Transfer transfer, int step) {}

    /// Copy of a share of a component's inputs.
    public record Copy(double share, Transfer transfer) {}

    public Deployment {
        sites = List.copyOf(sites);
        links = List.copyOf(links);
        flows = List.copyOf(flows);
    }

    /// The deployment of a state's placement.
    ///
    /// @throws IllegalArgumentException if a component has no place or no way
    public static Deployment of(PlacementState state) {
        return new DeploymentCompiler(state).compile();
    }

    /// The same work on the machines of another deployment of the same sites.
    public Deployment onMachinesOf(Deployment other) {
        List<DeployedSite> machines = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            DeployedSite each = sites.get(i);
            machines.add(
                    new DeployedSite(
                            each.site(),
                            other.sites().get(i).machines(),
                            each.memoryBytes(),
                            each.refreshes()));
        }
        return new Deployment(machines, links, flows, activeUsers);
    }

    /// The number of a flow.
    public OptionalInt findFlow(String name) {
        for (int i = 0; i < flows.size(); i++) {
            if (flows.get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }
}
