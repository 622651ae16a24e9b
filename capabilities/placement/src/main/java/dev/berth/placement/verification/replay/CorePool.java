package dev.berth.placement.verification.replay;

import dev.berth.placement.scenario.Distribution;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Emulated cores of the machines of one site.
///
/// An item holds its cores of one machine from a start to an end; items of a machine start in the
/// order of their arrival, and an arrival goes to the better of two machines drawn by lot, as with
/// a balancer that knows the load. Since items are served in order, the start is known at arrival
/// (Kiefer and Wolfowitz): it is when enough cores are free of what came before. Load that is not
/// replayed holds cores in the same way, but costs no timers. Thread-safe.
public final class CorePool {
    private static final double NANOS = 1e9;

    /// Load is emulated for this many services before an item: more than a queue remembers unless
    /// it is nearly always busy.
    private static final double SERVICES_REMEMBERED = 100;

    private final long[][] free;
    private final long[] latestStart;
    private final List<Stream> streams;
    private final SplittableRandom random;
    private final long memoryNanos;

    /// Load of one kind.
    ///
    /// @param perSecond items, greater than 0
    record Load(double perSecond, Distribution time, int cores) {}

    private record Stream(Load load, ArrivalProcess arrivals) {}

    /// @param machines at least 1
    /// @param cores of one machine, at least 1
    CorePool(int machines, int cores, List<Load> loads, long startNanos, SplittableRandom random) {
        free = new long[machines][cores];
        for (long[] each : free) {
            Arrays.fill(each, startNanos);
        }
        latestStart = new long[machines];
        Arrays.fill(latestStart, startNanos);
        this.random = random;
        streams =
                loads.stream()
                        .map(
                                load ->
                                        new Stream(
                                                load,
                                                new ArrivalProcess(
                                                        load.perSecond(),
                                                        startNanos,
                                                        random.split())))
                        .toList();
        double longest = loads.stream().mapToDouble(load -> load.time().mean()).max().orElse(0);
        memoryNanos = (long) (longest * SERVICES_REMEMBERED * NANOS);
    }

    /// Takes cores for an item.
    ///
    /// @return when its service starts
    synchronized long start(long arrivalNanos, int cores, long serviceNanos) {
        advance(arrivalNanos);
        return hold(arrivalNanos, cores, serviceNanos);
    }

    /// Lets the load up to a time arrive.
    synchronized void advance(long nanos) {
        for (Stream each : streams) {
            if (each.arrivals().nextNanos() < nanos - memoryNanos) {
                each.arrivals().skipTo(nanos - memoryNanos);
            }
        }
        for (Stream first = first(); first != null; first = first()) {
            long arrival = first.arrivals().nextNanos();
            if (arrival > nanos) {
                return;
            }
            first.arrivals().advance();
            hold(arrival, first.load().cores(), sample(first.load().time(), random));
        }
    }

    private @Nullable Stream first() {
        Stream first = null;
        for (Stream each : streams) {
            if (first == null || each.arrivals().nextNanos() < first.arrivals().nextNanos()) {
                first = each;
            }
        }
        return first;
    }

    /// Nanoseconds of a service or latency.
    static long sample(Distribution distribution, SplittableRandom random) {
        double share = Math.max(Double.MIN_NORMAL, random.nextDouble());
        return (long) (distribution.quantile(share) * NANOS);
    }

    private long hold(long arrival, int wanted, long service) {
        int cores = Math.min(wanted, free[0].length);
        int machine = random.nextInt(free.length);
        if (free.length > 1) {
            int other = random.nextInt(free.length);
            if (isBetter(other, machine, arrival, cores)) {
                machine = other;
            }
        }
        long start = Math.max(arrival, Math.max(latestStart[machine], free[machine][cores - 1]));
        latestStart[machine] = start;
        Arrays.fill(free[machine], 0, cores, start + service);
        Arrays.sort(free[machine]);
        return start;
    }

    private boolean isBetter(int machine, int than, long arrival, int cores) {
        long start = Math.max(arrival, free[machine][cores - 1]);
        long other = Math.max(arrival, free[than][cores - 1]);
        return start < other || (start == other && busy(machine, arrival) < busy(than, arrival));
    }

    private int busy(int machine, long nanos) {
        int busy = 0;
        for (long each : free[machine]) {
            busy += each > nanos ? 1 : 0;
        }
        return busy;
    }
}
