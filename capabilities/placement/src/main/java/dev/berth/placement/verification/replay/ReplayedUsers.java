package dev.berth.placement.verification.replay;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.Deployment.DeployedFlow;
import java.util.ArrayList;
import java.util.List;

/// Users whose items are sent: some with all of their flows, and for each rare flow further ones
/// with that flow alone. The other flows of these are emulated load on their machines and links.
///
/// Users are numbered: first those with all flows, then those of the first flow, and so on.
///
/// @param full users with all flows
/// @param further users with one flow alone, by flow
public record ReplayedUsers(int full, List<Integer> further) {
    /// Items of a flow that are wanted: thirty of them are beyond the 99th percentile.
    private static final int ITEMS = 3000;

    /// Items of a flow whose bytes are many: ten of them are beyond the 99th percentile.
    private static final int ITEMS_MIN = 1000;

    /// Services and hops a second of full users: a tenth of a core.
    private static final double EVENTS_PER_SECOND = 600;

    /// Bytes a second over all hops of full users, which pass four times through memory.
    private static final double BYTES_PER_SECOND = 12e6;

    private static final int FULL_MAX = 50;

    public ReplayedUsers {
        further = List.copyOf(further);
    }

    /// Chooses users for a time of measurement.
    public static ReplayedUsers of(Deployment deployment, double seconds) {
        double events = 0;
        double bytes = 0;
        for (DeployedFlow flow : deployment.flows()) {
            var work = FlowWork.of(flow);
            events +=
                    flow.itemsPerSecond() * (1 + work.services().size() + 2.0 * work.hops().size());
            bytes += flow.itemsPerSecond() * itemBytes(flow);
        }
        double active = Math.max(1, deployment.activeUsers());
        int full =
                (int)
                        Math.max(
                                1,
                                Math.min(
                                        Math.min(FULL_MAX, active),
                                        Math.min(
                                                EVENTS_PER_SECOND / events,
                                                BYTES_PER_SECOND / Math.max(bytes, 1))));
        List<Integer> further = new ArrayList<>();
        for (DeployedFlow flow : deployment.flows()) {
            double ofBytes = BYTES_PER_SECOND * seconds / Math.max(1, itemBytes(flow));
            double items = Math.max(ITEMS_MIN, Math.min(ITEMS, ofBytes));
            double users = Math.min(active, items / (flow.itemsPerSecond() * seconds));
            further.add((int) Math.max(0, Math.ceil(users) - full));
        }
        return new ReplayedUsers(full, further);
    }

    /// Bytes of an item over all hops.
    private static double itemBytes(DeployedFlow flow) {
        return FlowWork.of(flow).hops().stream()
                .mapToDouble(hop -> hop.share() * hop.bytes())
                .sum();
    }

    /// Users of a flow.
    public int count(int flow) {
        return full + further.get(flow);
    }

    int total() {
        return full + further.stream().mapToInt(Integer::intValue).sum();
    }

    /// Whether the items of a flow are sent for a user.
    boolean isReplayed(int user, int flow) {
        if (user < full) {
            return true;
        }
        int first = first(flow);
        return user >= first && user < first + further.get(flow);
    }

    /// The user at a position among those of a flow.
    public int user(int flow, int position) {
        return position < full ? position : first(flow) + position - full;
    }

    private int first(int flow) {
        int first = full;
        for (int i = 0; i < flow; i++) {
            first += further.get(i);
        }
        return first;
    }
}
