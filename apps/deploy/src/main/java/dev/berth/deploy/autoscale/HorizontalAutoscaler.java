package dev.berth.deploy.autoscale;

import java.util.ArrayDeque;
import java.util.Deque;

/// The algorithm of Kubernetes' HorizontalPodAutoscaler for one metric with a target per pod,
/// called every [#SYNC_SECONDS].
///
/// Source: kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale, sections "Algorithm
/// details" and "Configurable scaling behavior": `ceil(pods · ratio)` outside a tolerance of a
/// tenth; pods without metrics count as idle when scaling up and as on target when scaling down; of
/// the recommendations of the stabilisation window the greatest counts before pods are removed;
/// policies bound the change within their period. The behaviour is that of the manifests. Not
/// thread-safe.
public final class HorizontalAutoscaler {
    /// Between two decisions: the default of the controller.
    public static final int SYNC_SECONDS = 15;

    private static final double TOLERANCE = 0.1;
    private static final int STABILISATION_SECONDS = 300;
    private static final int UP_PERIOD_SECONDS = 15;
    private static final int DOWN_PERIOD_SECONDS = 60;
    private static final int UP_PODS = 4;
    private static final double UP_FACTOR = 2;
    private static final double DOWN_FACTOR = 0.9;
    private static final double ROUNDING = 1e-9;

    private final double target;
    private final int min;
    private final int max;
    private final Deque<Event> recommendations = new ArrayDeque<>();
    private final Deque<Event> changes = new ArrayDeque<>();

    /// Number at a time: of pods that were recommended, or added (negative: removed).
    private record Event(double second, int pods) {}

    /// @param target of the metric per pod
    public HorizontalAutoscaler(double target, int min, int max) {
        if (!(target > 0) || min < 1 || max < min) {
            throw new IllegalArgumentException(
                    "target " + target + ", " + min + " to " + max + " pods (expected: above 0)");
        }
        this.target = target;
        this.min = min;
        this.max = max;
    }

    /// The number of pods from now on.
    ///
    /// @param second now
    /// @param pods that exist
    /// @param measured of which have metrics
    /// @param sum of the metric over those; NaN if no metric can be had, which changes nothing
    public int decide(double second, int pods, int measured, double sum) {
        int recommended = Math.clamp(recommendation(pods, measured, sum), min, max);
        recommendations.addLast(new Event(second, recommended));
        forget(recommendations, second - STABILISATION_SECONDS);
        forget(changes, second - DOWN_PERIOD_SECONDS);
        int highest = recommendations.stream().mapToInt(Event::pods).max().orElse(recommended);
        int desired =
                recommended > pods
                        ? Math.min(recommended, upLimit(second, pods))
                        : Math.max(Math.min(highest, pods), downLimit(pods));
        desired = Math.clamp(desired, min, max);
        if (desired != pods) {
            changes.addLast(new Event(second, desired - pods));
        }
        return desired;
    }

    private int recommendation(int pods, int measured, double sum) {
        if (Double.isNaN(sum) || measured == 0) {
            return pods;
        }
        int missing = pods - measured;
        double ratio = sum / (measured * target);
        if (missing == 0) {
            return isOnTarget(ratio) ? pods : up(ratio * measured);
        }
        double assumed = ratio > 1 ? 0 : missing * target;
        double corrected = (sum + assumed) / (pods * target);
        boolean isReversed = ratio > 1 != corrected > 1;
        return isOnTarget(corrected) || isReversed ? pods : up(corrected * pods);
    }

    private static boolean isOnTarget(double ratio) {
        return Math.abs(ratio - 1) <= TOLERANCE;
    }

    private static int up(double pods) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(pods - ROUNDING));
    }

    private int upLimit(double second, int pods) {
        int added =
                changes.stream()
                        .filter(event -> event.second() > second - UP_PERIOD_SECONDS)
                        .mapToInt(event -> Math.max(0, event.pods()))
                        .sum();
        int before = pods - added;
        return Math.max(before + UP_PODS, (int) Math.ceil(before * UP_FACTOR));
    }

    private int downLimit(int pods) {
        int removed = changes.stream().mapToInt(event -> Math.max(0, -event.pods())).sum();
        int before = pods + removed;
        return Math.min(before - 1, (int) Math.floor(before * DOWN_FACTOR));
    }

    private static void forget(Deque<Event> events, double before) {
        while (!events.isEmpty() && events.getFirst().second() <= before) {
            events.removeFirst();
        }
    }
}
