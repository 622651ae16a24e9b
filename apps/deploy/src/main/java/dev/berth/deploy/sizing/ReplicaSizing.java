package dev.berth.deploy.sizing;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.util.Locale;

/// Computation of how many replicas hold a load.
///
/// 1. A replica gets the processors of the machine that was measured, or fewer: its capacity is the
///    measured peak times `processors / measured`. More than were measured are not assumed.
/// 2. Several loads share the processors: the capacity of the mixture is `1 / Σ (share of the
///    requests / capacity of each)`, its service time the mixture of theirs.
/// 3. The servers of the queue are the requests that are served at the same time at the peak,
///    `⌊capacity · mean time⌋` (Little's law), at least one and at most the processors: fewer
///    servers of the same capacity wait more.
/// 4. `ratePerReplica` is the greatest rate at which every load keeps its p99, found by bisection.
/// 5. Enough replicas for the rate with its headroom, and one more than the rate without it needs,
///    so that one may be away (an eviction, a node).
public final class ReplicaSizing {
    /// The greatest share of its capacity that a replica gets: above it a small error of the
    /// measurement is an overload.
    public static final double UTILISATION_MAX = 0.9;

    /// Halvings of the interval of rates: the result is exact to a billionth of the capacity.
    private static final int HALVINGS = 60;

    /// A number that no cluster has, and a mistyped rate reaches.
    static final int REPLICAS_MAX = 10_000;

    /// An eviction or a lost node leaves one.
    static final int REPLICAS_MIN = 2;

    private final SizingRequest request;
    private final int processors;
    private final ReplicaQueue queue;
    private final double meanService;

    private ReplicaSizing(SizingRequest request) {
        this.request = request;
        int measured = measuredProcessors(request);
        this.processors = processors(request, measured);
        double scale = (double) processors / measured;
        double busySeconds = 0;
        double mean = 0;
        double moment = 0;
        for (ServiceLoad load : request.loads()) {
            double share = load.perSecond() / request.perSecond();
            ServiceTime time = load.service().time();
            busySeconds += share / (load.service().peakPerSecond() * scale);
            mean += share * time.mean();
            moment += share * time.secondMoment();
        }
        double capacity = 1 / busySeconds;
        this.meanService = mean;
        int servers = Math.clamp((long) Math.floor(capacity * mean), 1, processors);
        this.queue =
                new ReplicaQueue(
                        servers,
                        capacity,
                        Math.max(ReplicaQueue.VARIATION_MIN, moment / (mean * mean) - 1));
    }

    /// Computes the plan.
    ///
    /// @throws ProblemException if no number of replicas keeps the p99, or the numbers contradict
    ///   each other
    public static ReplicaPlan plan(SizingRequest request) {
        return new ReplicaSizing(request).plan();
    }

    private ReplicaPlan plan() {
        ServiceLoad tightest = request.loads().getFirst();
        double rate = queue.capacity() * UTILISATION_MAX;
        for (ServiceLoad load : request.loads()) {
            double own = rate(load);
            if (own < rate) {
                rate = own;
                tightest = load;
            }
        }
        double design = rate / (1 + request.headroom());
        int replicas = replicas(request.perSecond(), rate);
        int min = request.minReplicas().orElse(REPLICAS_MIN);
        int max =
                request.maxReplicas()
                        .orElse(Math.max(min, replicas(2 * request.perSecond(), rate)));
        if (replicas > max) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--max-replicas " + max + " where the load needs " + replicas,
                    "allow more replicas, or expect a lower --rate");
        }
        if (min > max) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "at least " + min + " replicas and at most " + max,
                    "write a greater --max-replicas, or a lower --min-replicas");
        }
        return new ReplicaPlan(
                request,
                processors,
                queue,
                meanService,
                tightest,
                rate,
                design,
                Math.max(replicas, min),
                min,
                max);
    }

    private int replicas(double perSecond, double rate) {
        double withHeadroom = Math.ceil(perSecond * (1 + request.headroom()) / rate - 1e-9);
        double withoutOne = Math.ceil(perSecond / rate - 1e-9) + 1;
        double replicas = Math.max(withHeadroom, withoutOne);
        if (replicas > REPLICAS_MAX) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    text(perSecond)
                            + " requests/s need "
                            + (long) replicas
                            + " replicas of "
                            + text(rate)
                            + " requests/s each (expected: at most "
                            + REPLICAS_MAX
                            + ")",
                    "expect a lower --rate, or allow a greater --p99");
        }
        return (int) replicas;
    }

    /// The greatest rate at which a load keeps its p99.
    private double rate(ServiceLoad load) {
        double service = load.service().time().p99();
        double room = load.p99Seconds() - service;
        if (room <= 0) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    String.format(
                            Locale.ROOT,
                            "the p99 of %s is %.4g ms with none waiting (expected: below %.4g ms)",
                            load.service().name(),
                            service * 1e3,
                            load.p99Seconds() * 1e3),
                    "no number of replicas mends that: allow a greater --p99, or make the model"
                            + " quicker (`berth bench DIR MODEL --tune`)");
        }
        double low = 0;
        double high = queue.capacity() * UTILISATION_MAX;
        if (queue.p99Wait(high) <= room) {
            return high;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (queue.p99Wait(middle) <= room) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int measuredProcessors(SizingRequest request) {
        int measured = request.loads().getFirst().service().processors();
        for (ServiceLoad load : request.loads()) {
            MeasuredService other = load.service();
            if (other.processors() != measured) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        other.name()
                                + " was measured on "
                                + other.processors()
                                + " processors, "
                                + request.loads().getFirst().service().name()
                                + " on "
                                + measured,
                        "measure both on the same machine with `berth bench`");
            }
        }
        return measured;
    }

    private static int processors(SizingRequest request, int measured) {
        int wanted = request.processors().orElse(measured);
        if (wanted < 1 || wanted > measured) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--cpu "
                            + wanted
                            + " where "
                            + measured
                            + " processors were measured (expected: 1 to "
                            + measured
                            + ")",
                    "measure with `berth bench` on a machine with that many: more processors than"
                            + " were measured are not assumed");
        }
        return wanted;
    }

    private static String text(double number) {
        return String.format(Locale.ROOT, "%.4g", number);
    }
}
