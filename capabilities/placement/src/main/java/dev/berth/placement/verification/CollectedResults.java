package dev.berth.placement.verification;

import dev.berth.placement.model.Deployment;
import dev.berth.placement.model.Deployment.Step;
import dev.berth.placement.verification.RunMeasurement.FlowTimes;
import dev.berth.placement.verification.replay.ArrivalProcess;
import dev.berth.placement.verification.replay.Replay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Results of all sites, as their processes report them.
final class CollectedResults {
    private static final double NANOS = 1e9;

    private final Deployment deployment;
    private final Replay replay;
    private final Map<Key, Ended> ended = new HashMap<>();
    private final double[] coresOfUser;
    private final double[] lateness50;
    private final double[] lateness99;

    private record Key(int flow, int user, int item) {}

    /// @param sinks that the item has reached
    private record Ended(int sinks, long nanos) {
        Ended and(Ended other) {
            return new Ended(sinks + other.sinks, Math.max(nanos, other.nanos));
        }
    }

    CollectedResults(Deployment deployment, Replay replay) {
        this.deployment = deployment;
        this.replay = replay;
        int sites = deployment.sites().size();
        coresOfUser = new double[sites];
        lateness50 = new double[sites];
        lateness99 = new double[sites];
    }

    /// Reads the lines of a site up to `done`.
    void read(int site, SiteProcess process) throws InterruptedException {
        while (true) {
            String[] words = process.line().split(" ", -1);
            switch (words[0]) {
                case "work" -> {
                    int flow = Integer.parseInt(words[1]);
                    coresOfUser[site] +=
                            Double.parseDouble(words[2])
                                    / replay.users().count(flow)
                                    / replay.measuredSeconds();
                }
                case "item" ->
                        ended.merge(
                                new Key(
                                        Integer.parseInt(words[1]),
                                        Integer.parseInt(words[2]),
                                        Integer.parseInt(words[3])),
                                new Ended(1, Long.parseLong(words[4])),
                                Ended::and);
                case "late" -> {
                    lateness50[site] = Double.parseDouble(words[1]);
                    lateness99[site] = Double.parseDouble(words[2]);
                }
                case "done" -> {
                    return;
                }
                default ->
                        throw new IllegalStateException(
                                "'" + words[0] + "' of site '" + process.site() + "'");
            }
        }
    }

    double coresOfUser(int site) {
        return coresOfUser[site];
    }

    double lateness(int site, double share) {
        return share > 0.5 ? lateness99[site] : lateness50[site];
    }

    /// Latencies of items that have reached all sinks.
    List<FlowTimes> flows() {
        List<List<Double>> seconds = new ArrayList<>();
        List<Integer> sinks = new ArrayList<>();
        for (Deployment.DeployedFlow flow : deployment.flows()) {
            seconds.add(new ArrayList<>());
            sinks.add(
                    (int) flow.steps().stream().map(Step::outgoing).filter(List::isEmpty).count());
        }
        ended.forEach(
                (key, each) -> {
                    if (each.sinks() == sinks.get(key.flow())) {
                        seconds.get(key.flow()).add(each.nanos() / NANOS);
                    }
                });
        List<FlowTimes> times = new ArrayList<>();
        for (int flow = 0; flow < seconds.size(); flow++) {
            times.add(new FlowTimes(begun(flow), seconds.get(flow)));
        }
        return times;
    }

    private int begun(int flow) {
        int begun = 0;
        for (int position = 0; position < replay.users().count(flow); position++) {
            int user = replay.users().user(flow, position);
            ArrivalProcess arrivals = replay.arrivals(deployment, flow, user);
            while (arrivals.nextNanos() < replay.endNanos()) {
                begun += replay.isMeasured(arrivals.nextNanos()) ? 1 : 0;
                arrivals.advance();
            }
        }
        return begun;
    }
}
