package dev.berth.placement.model;

import dev.berth.placement.model.DelayCause.Kind;
import dev.berth.placement.model.FlowModel.Arc;
import dev.berth.placement.model.FlowModel.Node;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sampled latencies of flows.
///
/// A sample of a flow is the longest path over its edges. Every delay has a stream of numbers of
/// its own, which all placements share (common random numbers), so that two plans differ by what
/// they are and not by luck. Components that are not placed take their least service time and
/// nothing is sent to or from them; waits are counted for complete placements only. So the samples
/// of a partial placement are lower bounds, one by one. For one thread.
final class LatencySampler {
    /// Streams of a component in a flow: two services, two waits, two transfers, one branch.
    static final int STREAMS_OF_NODE = 7;

    private static final int SECOND = 1;
    private static final int WAIT = 2;
    private static final int THERE = 4;
    private static final int BACK = 5;
    private static final int BRANCH = 6;

    /// Bytes of a packet that can be lost.
    private static final double PACKET_BYTES = 1400;

    /// Kinds of numbers of one stream on one link.
    private static final int KINDS = 4;

    private final PlacementModel model;
    private final PlacementState state;
    private final List<double[]> buffers = new ArrayList<>();

    LatencySampler(PlacementState state) {
        this.state = state;
        this.model = state.model;
    }

    /// The samples of a flow's latency.
    SampledLatency sample(FlowModel flow) {
        List<List<Delay>> parts = parts(flow);
        var key = new LatencyKey.Builder(flow.flow.name());
        for (List<Delay> part : parts) {
            key.add(part.size());
            part.forEach(delay -> delay.describe(key));
        }
        return model.latencies.find(
                key.build(), () -> new SampledLatency(compute(flow, parts).clone()));
    }

    /// The delays of each node: of the ways to it, then its own.
    private List<List<Delay>> parts(FlowModel flow) {
        List<List<Delay>> parts = new ArrayList<>();
        for (Node node : flow.nodes) {
            node.incoming.forEach(arc -> parts.add(hop(arc)));
            parts.add(ofNode(node));
        }
        return parts;
    }

    /// The samples in a reused array.
    private double[] compute(FlowModel flow, List<List<Delay>> parts) {
        Map<Node, double[]> finished = new HashMap<>();
        double[] latest = buffer(0);
        double[] path = buffer(1);
        int used = 2;
        int next = 0;
        for (Node node : flow.nodes) {
            double[] time = buffer(used++);
            for (Arc arc : node.incoming) {
                double[] before = finished.get(arc.from);
                if (before != null) {
                    System.arraycopy(before, 0, path, 0, path.length);
                }
                parts.get(next++).forEach(delay -> delay.addTo(path));
                max(time, path);
            }
            parts.get(next++).forEach(delay -> delay.addTo(time));
            finished.put(node, time);
            if (node.isSink) {
                max(latest, time);
            }
        }
        return latest;
    }

    private static void max(double[] target, double[] values) {
        for (int i = 0; i < target.length; i++) {
            target[i] = Math.max(target[i], values[i]);
        }
    }

    private double[] buffer(int number) {
        while (buffers.size() <= number) {
            buffers.add(new double[SampleStreams.SAMPLES]);
        }
        double[] buffer = buffers.get(number);
        Arrays.fill(buffer, 0);
        return buffer;
    }

    /// The delays of a node; for a component without a place, its least.
    private List<Delay> ofNode(Node node) {
        if (node.component < 0) {
            return List.of();
        }
        if (state.chosen[node.component] != PlacementState.NONE) {
            return delays(node);
        }
        double[] least =
                model.options(node.component)
                        .leastService(node.streams, shape -> service(node.streams, shape));
        return List.of(Delay.values(new DelayCause(Kind.SERVICE, node.name, ""), least, 1));
    }

    private double[] service(int stream, Distribution time) {
        return model.streams.shapes(key(stream, 0, 0), time);
    }

    private long key(int stream, int link, int kind) {
        return ((long) stream * (model.links.size() + 1) + link) * KINDS + kind;
    }

    /// The delays between two nodes; none if one of them has no place yet.
    List<Delay> hop(Arc arc) {
        int from = state.outSite(arc.from);
        int to = state.inSite(arc.to);
        List<Delay> delays = new ArrayList<>();
        if (from >= 0 && to >= 0) {
            addRoute(arc.routes, from, to, arc.stream, arc.label, delays);
            arc.before.forEach(other -> addTurn(arc, other, arc.label, delays));
        }
        return delays;
    }

    /// Adds the wait for an edge that is sent on the same link before.
    private void addTurn(Arc arc, Arc other, String subject, List<Delay> delays) {
        int own = firstHop(arc);
        if (own >= 0 && own == firstHop(other)) {
            delays.add(
                    Delay.constant(
                            new DelayCause(
                                    Kind.LINK_WAIT, subject, model.links.get(own / 2).name()),
                            other.edge.itemBytes() / state.bandwidth(own)));
        }
    }

    /// The first hop of an edge; -1 if it has none, or no place yet.
    private int firstHop(Arc arc) {
        int from = state.outSite(arc.from);
        int to = state.inSite(arc.to);
        int @Nullable [] route = from < 0 || to < 0 ? null : arc.routes.find(from, to);
        return route == null || route.length == 0 ? -1 : route[0];
    }

    /// The delays within a component that has a place.
    List<Delay> delays(Node node) {
        CompiledOption option = model.compiled(node.component, state.chosen[node.component]);
        List<Delay> delays = new ArrayList<>();
        addStage(node, option.first, 0, delays);
        Stage second = option.second;
        if (second == null || option.share == 0) {
            return delays;
        }
        List<Delay> further = new ArrayList<>();
        RouteTable there = option.handedOn == null ? node.in : option.handedOn;
        int first = option.first.site;
        if (there != null) {
            addRoute(there, first, second.site, node.streams + THERE, node.name, further);
        }
        addStage(node, second, SECOND, further);
        if (option.isReturning && node.out != null) {
            addRoute(node.out, second.site, first, node.streams + BACK, node.name, further);
        }
        if (option.share < 1) {
            double[] branch = model.streams.uniforms(key(node.streams + BRANCH, 0, 0));
            further.replaceAll(delay -> delay.within(branch, option.share));
        }
        delays.addAll(further);
        return delays;
    }

    private void addStage(Node node, Stage stage, int number, List<Delay> delays) {
        String site = model.sites.site(stage.site).name();
        double[] values = service(node.streams + number, stage.time);
        delays.add(
                Delay.values(
                        new DelayCause(Kind.SERVICE, node.name, site),
                        values,
                        stage.time.factor()));
        double utilisation = state.siteUtilisation(stage.site);
        if (!state.isComplete() || utilisation == 0) {
            return;
        }
        double servers = state.servers(stage.site);
        double mean = Queueing.meanWait(servers, utilisation, state.residualService(stage.site));
        double share = Queueing.waitingShare(servers, utilisation);
        addWait(
                new DelayCause(Kind.SITE_WAIT, node.name, site),
                key(node.streams + WAIT + number, 0, 0),
                share,
                mean,
                delays);
    }

    private void addWait(
            DelayCause cause, long stream, double share, double mean, List<Delay> delays) {
        // A smaller share has no sample that waits.
        if (share * SampleStreams.SAMPLES > 0.5) {
            delays.add(Delay.waiting(cause, model.streams.logarithms(stream), share, mean));
        }
    }

    private void addRoute(
            RouteTable table, int from, int to, int stream, String subject, List<Delay> delays) {
        int @Nullable [] route = table.find(from, to);
        if (route == null) {
            return;
        }
        for (int hop : route) {
            addHop(hop, table.bytes(), stream, subject, delays);
        }
    }

    private void addHop(int hop, double bytes, int stream, String subject, List<Delay> delays) {
        int number = hop / 2;
        Link link = model.links.get(number);
        Distribution latency = link.latency();
        double[] latencies = model.streams.shapes(key(stream, number + 1, 0), latency);
        delays.add(
                Delay.values(
                        new DelayCause(Kind.LINK_LATENCY, subject, link.name()),
                        latencies,
                        latency.factor()));
        delays.add(
                Delay.constant(
                        new DelayCause(Kind.TRANSFER, subject, link.name()),
                        bytes / state.bandwidth(hop)));
        if (link.loss() > 0) {
            double share = 1 - Math.pow(1 - link.loss(), Math.ceil(bytes / PACKET_BYTES));
            delays.add(
                    Delay.resent(
                            new DelayCause(Kind.RESEND, subject, link.name()),
                            latencies,
                            latency.factor(),
                            model.streams.uniforms(key(stream, number + 1, 1)),
                            share));
        }
        double utilisation = Math.min(Queueing.UTILISATION_MAX, state.hopUtilisation(hop));
        if (state.isComplete() && utilisation > 0) {
            addWait(
                    new DelayCause(Kind.LINK_WAIT, subject, link.name()),
                    key(stream, number + 1, 2),
                    utilisation,
                    state.residualTransfer(hop) / (1 - utilisation),
                    delays);
        }
    }
}
