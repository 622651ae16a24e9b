package dev.berth.placement.model;

import dev.berth.placement.model.FlowModel.Arc;
import dev.berth.placement.model.FlowModel.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Parts of a percentile of a flow's latency: what the samples around it spent their time on, along
/// the longest path of each. For one thread.
public final class LatencyBudget {
    /// Samples on each side of the percentile.
    private static final int NEIGHBOURS = 16;

    private final PlacementState state;
    private final FlowModel flow;
    private final Map<Node, double[]> finished = new HashMap<>();
    private final Map<Node, List<Delay>> within = new HashMap<>();
    private final Map<Arc, List<Delay>> between = new HashMap<>();

    private LatencyBudget(PlacementState state, FlowModel flow) {
        this.state = state;
        this.flow = flow;
    }

    /// One part.
    public record Part(DelayCause cause, double seconds) {}

    /// The parts of a percentile, in the order in which an item meets them; together they are the
    /// percentile.
    ///
    /// @param state of a complete placement
    public static List<Part> of(PlacementState state, String flow, double percentile) {
        FlowModel found =
                state.model.flows.stream()
                        .filter(each -> each.flow.name().equals(flow))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("flow '" + flow + "'"));
        return new LatencyBudget(state, found).parts(percentile);
    }

    private List<Part> parts(double percentile) {
        double[] latest = compute();
        List<Integer> order =
                IntStream.range(0, latest.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> latest[i]))
                        .toList();
        int rank = (int) Math.ceil(percentile * latest.length - 1e-9) - 1;
        int from = Math.max(0, rank - NEIGHBOURS);
        int to = Math.min(latest.length - 1, rank + NEIGHBOURS);
        Map<DelayCause, Double> sums = new LinkedHashMap<>();
        double total = 0;
        for (int i = from; i <= to; i++) {
            total += latest[order.get(i)];
            follow(order.get(i), latest, sums);
        }
        double scale = total == 0 ? 0 : latest[order.get(Math.max(0, rank))] / total;
        List<Part> parts = new ArrayList<>();
        sums.forEach((cause, sum) -> parts.add(new Part(cause, sum * scale)));
        return parts;
    }

    private double[] compute() {
        var sampler = new LatencySampler(state);
        double[] latest = new double[SampleStreams.SAMPLES];
        for (Node node : flow.nodes) {
            double[] time = new double[SampleStreams.SAMPLES];
            for (Arc arc : node.incoming) {
                List<Delay> delays = sampler.hop(arc);
                between.put(arc, delays);
                for (int i = 0; i < time.length; i++) {
                    time[i] = Math.max(time[i], arrival(arc, delays, i));
                }
            }
            if (node.component >= 0) {
                List<Delay> delays = sampler.delays(node);
                within.put(node, delays);
                delays.forEach(delay -> delay.addTo(time));
            }
            finished.put(node, time);
            if (node.isSink) {
                for (int i = 0; i < time.length; i++) {
                    latest[i] = Math.max(latest[i], time[i]);
                }
            }
        }
        return latest;
    }

    private double arrival(Arc arc, List<Delay> delays, int sample) {
        double[] before = finished.get(arc.from);
        double time = before == null ? 0 : before[sample];
        for (Delay delay : delays) {
            time += delay.at(sample);
        }
        return time;
    }

    /// Walks the longest path of a sample backwards, and adds its delays forwards.
    private void follow(int sample, double[] latest, Map<DelayCause, Double> sums) {
        Node node =
                flow.nodes.stream()
                        .filter(each -> each.isSink)
                        .max(
                                Comparator.comparingDouble(
                                        each -> finished.getOrDefault(each, latest)[sample]))
                        .orElseThrow();
        List<List<Delay>> path = new ArrayList<>();
        while (true) {
            path.addFirst(within.getOrDefault(node, List.of()));
            if (node.incoming.isEmpty()) {
                break;
            }
            Arc last =
                    node.incoming.stream()
                            .max(
                                    Comparator.comparingDouble(
                                            arc ->
                                                    arrival(
                                                            arc,
                                                            between.getOrDefault(arc, List.of()),
                                                            sample)))
                            .orElseThrow();
            path.addFirst(between.getOrDefault(last, List.of()));
            node = last.from;
        }
        path.forEach(
                delays ->
                        delays.forEach(
                                delay -> sums.merge(delay.cause, delay.at(sample), Double::sum)));
    }
}
