package dev.berth.deploy.autoscale;

import dev.berth.deploy.sizing.ReplicaPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// Simulation of a day under a HorizontalPodAutoscaler: requests arrive at random by a [LoadCurve],
/// each goes to a random ready replica (as a Service does), waits for a free server and is
/// answered.
///
/// Metrics are as late as in a cluster: requests in flight come from four scrapes and are ten
/// seconds old, the use of processors from half a minute and is fifteen seconds old. A started
/// replica is ready after a fixed time. A request that would wait longer than a full queue is
/// rejected.
public final class ScalingSimulation {
    private static final int WINDOW_SECONDS = 30;
    private static final int LAG_SECONDS = 5;
    private static final int CPU_WINDOW_SECONDS = 30;
    private static final int CPU_LAG_SECONDS = 15;
    private static final int MINUTE = 60;

    /// Rows of a queue, the default of `limits.max-queue-rows`.
    private static final int QUEUE_ROWS = 256;

    private final Setting setting;
    private final SplittableRandom random;
    private final SecondSums durations;
    private final SecondSums busy;
    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<SimulationMinute> minutes = new ArrayList<>();
    private double[] responses = new double[1 << 12];
    private int count;
    private double replicaSeconds;

    /// What an autoscaler holds.
    public enum Metric {
        /// Requests within a replica, waiting or served.
        IN_FLIGHT,
        /// The used share of the processors.
        CPU
    }

    /// What is simulated.
    ///
    /// @param plan the servers of a replica and the target p99
    /// @param startSeconds from the decision until a replica gets requests
    /// @param target of the metric: requests, or a share from 0 to 1
    public record Setting(
            LoadCurve curve,
            int fromSecond,
            int seconds,
            ReplicaPlan plan,
            ServiceSampler service,
            double startSeconds,
            Metric metric,
            double target,
            long seed) {}

    private ScalingSimulation(Setting setting) {
        this.setting = setting;
        this.random = new SplittableRandom(setting.seed());
        this.durations = new SecondSums(setting.seconds());
        this.busy = new SecondSums(setting.seconds());
    }

    /// Runs a simulation. The same setting has the same result.
    public static SimulationResult run(Setting setting) {
        return new ScalingSimulation(setting).run();
    }

    private SimulationResult run() {
        ReplicaPlan plan = setting.plan();
        var scaler =
                new HorizontalAutoscaler(setting.target(), plan.minReplicas(), plan.maxReplicas());
        // As many as the first second needs, ready: the simulation is about what follows.
        double first = setting.curve().at(setting.fromSecond());
        int initial = (int) Math.ceil(first / plan.designRate());
        resize(
                Math.clamp(initial, plan.minReplicas(), plan.maxReplicas()),
                -setting.startSeconds());
        for (int second = 0; second < setting.seconds(); second++) {
            if (second > 0 && second % HorizontalAutoscaler.SYNC_SECONDS == 0) {
                resize(decide(scaler, second), second);
            }
            second(second);
            replicaSeconds += replicas.size();
            if (second % MINUTE == MINUTE - 1) {
                closeMinute(second);
            }
        }
        return new SimulationResult(minutes, replicaSeconds / 3_600);
    }

    private int decide(HorizontalAutoscaler scaler, int second) {
        int ready = ready(second).size();
        double sum =
                switch (setting.metric()) {
                    case IN_FLIGHT ->
                            durations.mean(
                                    second - LAG_SECONDS - WINDOW_SECONDS, second - LAG_SECONDS);
                    case CPU ->
                            busy.mean(
                                            second - CPU_LAG_SECONDS - CPU_WINDOW_SECONDS,
                                            second - CPU_LAG_SECONDS)
                                    / setting.plan().queue().servers();
                };
        return scaler.decide(second, replicas.size(), ready, sum);
    }

    /// The last that came go first.
    private void resize(int wanted, double second) {
        while (replicas.size() > wanted) {
            replicas.removeLast();
        }
        while (replicas.size() < wanted) {
            replicas.add(
                    new SimulatedReplica(
                            second + setting.startSeconds(), setting.plan().queue().servers()));
        }
    }

    private List<SimulatedReplica> ready(double second) {
        return replicas.stream().filter(replica -> replica.isReady(second)).toList();
    }

    /// The requests of a second, at random times within it.
    private void second(int second) {
        double rate = setting.curve().at(setting.fromSecond() + second);
        List<SimulatedReplica> ready = ready(second);
        double capacity = setting.plan().queue().capacity();
        double waitMax = QUEUE_ROWS / capacity;
        double now = second - Math.log(1 - random.nextDouble()) / rate;
        while (now < second + 1) {
            SimulatedReplica replica = ready.get(random.nextInt(ready.size()));
            if (replica.waitSeconds(now) > waitMax) {
                record(Double.POSITIVE_INFINITY);
            } else {
                double service = setting.service().next(random);
                double end = replica.serve(now, service);
                record(end - now);
                durations.add(end, end - now);
                busy.add(end, service);
            }
            now -= Math.log(1 - random.nextDouble()) / rate;
        }
    }

    private void record(double seconds) {
        if (count == responses.length) {
            responses = Arrays.copyOf(responses, 2 * count);
        }
        responses[count++] = seconds;
    }

    private void closeMinute(int second) {
        Arrays.sort(responses, 0, count);
        double target = setting.plan().tightest().p99Seconds();
        long late = 0;
        while (late < count && responses[count - 1 - (int) late] > target) {
            late++;
        }
        double p99 = count == 0 ? 0 : responses[(int) Math.min(count - 1, Math.ceil(0.99 * count))];
        minutes.add(
                new SimulationMinute(
                        (double) count / MINUTE, ready(second).size(), p99, late, count));
        count = 0;
    }
}
