package dev.berth.serving.request;

import dev.berth.core.tensor.NamedTensors;
import java.util.List;

/// Groups of inputs, each of which is a request by the same lease.
public final class LeasedGroups implements ScatterGather.Parts {
    private final Lease lease;
    private final List<NamedTensors> groups;
    private final PredictionRequest whole;

    /// @param lease taken over
    /// @param groups taken over
    /// @param whole what they are parts of, with whatever inputs
    public LeasedGroups(Lease lease, List<NamedTensors> groups, PredictionRequest whole) {
        this.lease = lease;
        this.groups = groups;
        this.whole = whole.inParts();
    }

    @Override
    public RequestHandle send(int part, PredictionCallback reply) {
        return lease.fork().submit(whole.part(groups.get(part)), reply);
    }

    @Override
    public void discard(int from) {
        lease.close();
        groups.subList(from, groups.size()).forEach(NamedTensors::close);
    }
}
