package dev.berth.verification.faults;

import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.verification.load.CallSamples;
import dev.berth.verification.load.SteadyLoad;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Trial of one fault: calls before, during and after the harm to a server. Each trial has a new
/// client.
final class Trial {
    /// Of the client's retry budget, as of [#RETRIES_PER_SECOND].
    private static final double RETRIES_PER_CALL = 0.2;

    private static final double RETRIES_PER_SECOND = 3;

    private static final Duration WARM_P99_MAX = SteadyLoad.TIMEOUT.dividedBy(4);

    /// Interval at which the server's share is recorded after healing.
    private static final Duration WINDOW = Duration.ofSeconds(1);

    private static final Duration STEP = Duration.ofMillis(100);

    /// Time of further calls after recovery, to detect a relapse.
    private static final Duration TAIL = Duration.ofSeconds(2);

    private final Site site;
    private final FaultOptions options;
    private final Fault fault;
    private final Site.Place place;

    /// @param place the harmed server
    Trial(Site site, FaultOptions options, Fault fault, Site.Place place) {
        this.site = site;
        this.options = options;
        this.fault = fault;
        this.place = place;
    }

    TrialResult run() throws IOException, InterruptedException {
        try (var load =
                SteadyLoad.start(
                        ServerDiscovery.of(site.addresses()),
                        options.callsPerSecond(),
                        options.timeout(),
                        options.inFlightMax())) {
            var began = Mark.now(load);
            awaitWarm(load, began);
            var normal = Mark.now(load);
            Thread.sleep(options.normal());
            var struck = Mark.now(load);
            fault.strike(place, medianSoFar(load, normal, struck));
            Thread.sleep(options.harm().dividedBy(2));
            fault.turn(place);
            Thread.sleep(options.harm().dividedBy(2));
            fault.heal(place);
            var healed = Mark.now(load);
            CallSamples before = load.soFar().between(normal.nanos(), struck.nanos());
            awaitRecovery(load, before.percentile(0.99), healed);
            var end = Mark.now(load);
            return result(load, began, normal, struck, healed, end);
        } finally {
            place.proxy().set(new Disturbance.Calm());
        }
    }

    /// Waits for the time of the warm-up, and until calls are answered fast, for at most the time
    /// that a server may take to return: on a busy machine the first seconds are those of
    /// compilers.
    private void awaitWarm(SteadyLoad load, Mark began) throws InterruptedException {
        long until = began.nanos() + options.warmUp().plus(options.recovery()).toNanos();
        CallSamples last;
        do {
            long from = System.nanoTime();
            Thread.sleep(options.warmUp());
            last = load.soFar().between(from, System.nanoTime());
        } while (!isWarm(last) && System.nanoTime() - until < 0);
    }

    private static boolean isWarm(CallSamples last) {
        return last.count() > 0
                && last.successShare() == 1
                && last.percentile(0.99).compareTo(WARM_P99_MAX) < 0;
    }

    private record Mark(long nanos, long attempts) {
        static Mark now(SteadyLoad load) {
            return new Mark(System.nanoTime(), load.attempts());
        }
    }

    private static Duration medianSoFar(SteadyLoad load, Mark from, Mark to) {
        return load.soFar().between(from.nanos(), to.nanos()).percentile(0.5);
    }

    private void awaitRecovery(SteadyLoad load, Duration usual, Mark healed)
            throws InterruptedException {
        long until = healed.nanos() + options.recovery().toNanos();
        long now = System.nanoTime();
        while (now - until < 0 && recovery(load.soFar(), usual, healed.nanos(), now).isEmpty()) {
            Thread.sleep(STEP);
            now = System.nanoTime();
        }
        Thread.sleep(TAIL);
    }

    private TrialResult result(
            SteadyLoad load, Mark began, Mark normal, Mark struck, Mark healed, Mark end)
            throws InterruptedException {
        CallSamples all = load.finish();
        CallSamples before = all.between(normal.nanos(), struck.nanos());
        CallSamples since = all.between(struck.nanos(), end.nanos());
        CallSamples settled =
                all.between(struck.nanos() + TimeUnit.SECONDS.toNanos(1), end.nanos());
        double usual = (double) (struck.attempts() - normal.attempts()) / before.count();
        double harmed = (double) (end.attempts() - struck.attempts()) / since.count();
        return new TrialResult(
                fault,
                before.percentile(0.5),
                before.percentile(0.99),
                settled.percentile(0.99),
                before.successShare(),
                since.successShare(),
                harmed / usual,
                budgetUse(load.attempts(), all.count(), end.nanos() - began.nanos()),
                recovery(all, before.percentile(0.99), healed.nanos(), end.nanos())
                        .orElse(options.recovery().plus(TAIL)),
                since.failures(),
                load.events().orElse(""),
                afterHealing(all, healed.nanos(), end.nanos()));
    }

    /// Of the whole run, with the time that it really took: a busy machine makes fewer calls.
    private static double budgetUse(long attempts, long calls, long nanos) {
        double seconds = nanos / 1e9;
        return (attempts - calls) / (RETRIES_PER_CALL * calls + RETRIES_PER_SECOND * seconds);
    }

    /// The server's recovery by second.
    private String afterHealing(CallSamples all, long healedNanos, long endNanos) {
        List<String> seconds = new ArrayList<>();
        for (long from = healedNanos;
                from + WINDOW.toNanos() - endNanos <= 0;
                from += WINDOW.toNanos()) {
            CallSamples window = all.between(from, from + WINDOW.toNanos());
            seconds.add(
                    String.format(
                            Locale.ROOT,
                            "%.0f%% at p99 %.1f ms",
                            100 * window.shareOf(place.proxy().address()),
                            window.percentile(0.99).toNanos() / 1e6));
        }
        return String.join(", ", seconds);
    }

    private boolean isUsual(Duration p99, Duration usual) {
        return p99.toNanos() / options.p99FactorMax() <= usual.toNanos();
    }

    /// The time from healing to the end of the first window in which the server has at least half
    /// of its share, calls succeed, and meet the latency goal for harmed servers; empty if there is
    /// none yet.
    ///
    /// @param usual 99th percentile
    private Optional<Duration> recovery(
            CallSamples all, Duration usual, long healedNanos, long endNanos) {
        double wanted = 0.5 / site.places().size();
        String server = place.proxy().address();
        for (long from = healedNanos;
                from + WINDOW.toNanos() - endNanos <= 0;
                from += STEP.toNanos()) {
            CallSamples window = all.between(from, from + WINDOW.toNanos());
            if (window.shareOf(server) >= wanted
                    && window.successShare() >= TrialResult.SUCCESS_MIN
                    && isUsual(window.percentile(0.99), usual)) {
                return Optional.of(Duration.ofNanos(from + WINDOW.toNanos() - healedNanos));
            }
        }
        return Optional.empty();
    }
}
