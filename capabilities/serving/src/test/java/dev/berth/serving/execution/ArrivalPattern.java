package dev.berth.serving.execution;

import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/// Arrival process of requests, in multiples of a model's capacity.
sealed interface ArrivalPattern {
    /// Independent callers, at a rate that may change.
    ///
    /// @param loadAtSecond the rate in multiples of the capacity
    record Poisson(String name, DoubleUnaryOperator loadAtSecond) implements ArrivalPattern {
        @Override
        public String toString() {
            return name;
        }
    }

    /// Periodic bursts of so many requests within some milliseconds.
    ///
    /// @param load the mean rate in multiples of the capacity
    record Bursts(int requests, double load) implements ArrivalPattern {}

    /// Clients that all have a request at the same instant, again and again, and send it until it
    /// is answered or the next is due. A rejected client waits for the time in the rejection, in
    /// whole seconds as over HTTP.
    ///
    /// @param load the mean rate of new requests in multiples of the capacity
    /// @param spread how much longer a client may wait than requested, drawn for each time
    record Synchronised(int clients, double load, double spread) implements ArrivalPattern {}

    /// Distribution of the requests' timeouts.
    record Deadlines(ArrivalPattern of, List<Double> seconds) implements ArrivalPattern {}

    /// Every kind of load that a model is tried with.
    static List<ArrivalPattern> all() {
        return List.of(
                constant(0.5),
                constant(0.8),
                constant(0.95),
                constant(1),
                constant(1.1),
                constant(1.5),
                constant(2),
                constant(3),
                constant(5),
                new Bursts(60, 0.6),
                new Bursts(60, 1),
                new Bursts(300, 0.6),
                new Bursts(300, 0.8),
                new Bursts(300, 1),
                new Bursts(1_000, 0.6),
                new Bursts(1_000, 1),
                onOff(1, 4, 5),
                onOff(1, 2, 3),
                onOff(0.2, 0.8, 4.5),
                onOff(5, 5, 5),
                onOff(3, 3, 1.8),
                new Poisson("up and down by steps", s -> s < 6 ? 0.5 : s < 11 ? 5 : 0.8),
                new Poisson("overload that ends", s -> s < 4 ? 5 : 0.6),
                new Synchronised(100, 0.6, 0),
                new Synchronised(300, 0.8, 0),
                new Synchronised(300, 0.8, 0.5),
                new Synchronised(1_000, 0.6, 0),
                new Synchronised(1_000, 0.6, 0.5),
                new Deadlines(constant(0.9), List.of(1.0, 30.0)),
                new Deadlines(constant(1.5), List.of(1.0)),
                new Deadlines(constant(3), List.of(1.0, 30.0)),
                new Deadlines(constant(3), List.of(2.0)),
                new Deadlines(new Bursts(300, 0.8), List.of(1.0, 5.0, 30.0)),
                new Deadlines(onOff(1, 4, 5), List.of(5.0, 30.0)));
    }

    private static ArrivalPattern constant(double load) {
        return new Poisson(load + " of capacity", second -> load);
    }

    private static ArrivalPattern onOff(double on, double off, double load) {
        return new Poisson(
                load + " of capacity for " + on + " s and none for " + off + " s",
                second -> second % (on + off) < on ? load : 0);
    }

    /// Plans the arrivals until then.
    default void plan(
            VirtualTime time, Random random, double capacity, long untilNanos, Callers callers) {
        switch (this) {
            case Poisson poisson ->
                    planNext(time, random, capacity, untilNanos, callers, poisson.loadAtSecond);
            case Bursts(int requests, double load) -> {
                long period = VirtualTime.ofSeconds(requests / (load * capacity));
                for (long at = random.nextLong(period); at < untilNanos; at += period) {
                    for (int i = 0; i < requests; i++) {
                        time.at(at + random.nextLong(BURST_NANOS), callers::send);
                    }
                }
            }
            case Synchronised(int clients, double load, double spread) -> {
                long period = VirtualTime.ofSeconds(clients / (load * capacity));
                for (long at = random.nextLong(period); at < untilNanos; at += period) {
                    long next = at + period;
                    time.at(at, () -> callers.askUntilAnswered(clients, next, spread));
                }
            }
            case Deadlines(ArrivalPattern of, List<Double> seconds) ->
                    of.plan(time, random, capacity, untilNanos, callers.within(seconds));
        }
    }

    /// Within this time all requests of a burst come.
    long BURST_NANOS = 5_000_000;

    /// A second is checked in steps of this where the load changes within it.
    long STEP_NANOS = 10_000_000;

    private static void planNext(
            VirtualTime time,
            Random random,
            double capacity,
            long untilNanos,
            Callers callers,
            DoubleUnaryOperator loadAtSecond) {
        double rate = loadAtSecond.applyAsDouble(time.seconds()) * capacity;
        double wait = rate == 0 ? Double.MAX_VALUE : -Math.log(1 - random.nextDouble()) / rate;
        // A load that is drawn anew after each step is the same, and follows its changes.
        boolean comes = wait * VirtualTime.SECOND < STEP_NANOS;
        long next = time.nanos() + (comes ? VirtualTime.ofSeconds(wait) : STEP_NANOS);
        if (next < untilNanos) {
            time.at(
                    next,
                    () -> {
                        if (comes) {
                            callers.send();
                        }
                        planNext(time, random, capacity, untilNanos, callers, loadAtSecond);
                    });
        }
    }
}
