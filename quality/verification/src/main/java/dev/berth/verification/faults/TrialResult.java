package dev.berth.verification.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Effect of a fault on clients.
///
/// @param median before
/// @param usualP99 before
/// @param harmedP99 from a second after the fault to the end
/// @param usualSuccess share of calls with a correct response before
/// @param success the same from the fault to the end
/// @param requestsFactor ratio of requests per call since the fault and before
/// @param budgetUse retries and hedges of the whole run, as a share of what the client's budget
///   allows in that time
/// @param recovery time from healing until the server has its calls again and these are fast
/// @param failures distinct reasons of failed calls
/// @param events server events of the client
/// @param afterHealing the server's share of calls, and p99 of all calls, by second
record TrialResult(
        Fault fault,
        Duration median,
        Duration usualP99,
        Duration harmedP99,
        double usualSuccess,
        double success,
        double requestsFactor,
        double budgetUse,
        Duration recovery,
        List<String> failures,
        String events,
        String afterHealing) {
    static final double SUCCESS_MIN = 0.999;
    static final int P99_FACTOR_MAX = 3;
    private static final double REQUESTS_FACTOR_MAX = 1.2;
    private static final Duration RECOVERY_MAX = Duration.ofSeconds(5);

    static final String HEAD =
            String.format(
                    Locale.ROOT,
                    "%-8s %9s %9s %16s %16s %12s %14s",
                    "",
                    "p50 ms",
                    "p99 ms",
                    "right >= 99.9 %",
                    "p99 <= 3 x",
                    "sent <= 1.2 x",
                    "back <= 5 s");

    TrialResult {
        failures = List.copyOf(failures);
    }

    double p99Factor() {
        return millis(harmedP99) / millis(usualP99);
    }

    boolean isBackInTime() {
        return recovery.compareTo(RECOVERY_MAX) <= 0;
    }

    boolean isReached() {
        return success >= SUCCESS_MIN
                && p99Factor() <= P99_FACTOR_MAX
                && requestsFactor <= REQUESTS_FACTOR_MAX
                && isBackInTime();
    }

    /// A row below [#HEAD]: the result, and `!` for a missed goal.
    String row() {
        return String.format(
                Locale.ROOT,
                "%-8s %9.2f %9.2f %14.3f%% %s %13.2f %s %11.3f %s %11.1f %s  %s",
                fault.label(),
                millis(median),
                millis(usualP99),
                100 * success,
                mark(success >= SUCCESS_MIN),
                p99Factor(),
                mark(p99Factor() <= P99_FACTOR_MAX),
                requestsFactor,
                mark(requestsFactor <= REQUESTS_FACTOR_MAX),
                millis(recovery) / 1000,
                mark(isBackInTime()),
                isReached() ? "reached" : "missed");
    }

    private static String mark(boolean reached) {
        return reached ? " " : "!";
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
