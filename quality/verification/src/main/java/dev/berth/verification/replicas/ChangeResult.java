package dev.berth.verification.replicas;

import dev.berth.verification.load.CallSamples;
import java.time.Duration;
import java.util.Locale;

/// Calls while replicas changed.
///
/// @param usual calls before
/// @param calls from the begin of the change until some seconds after it
/// @param time of the change
record ChangeResult(ReplicaChange change, CallSamples usual, CallSamples calls, Duration time) {
    boolean isReached() {
        return calls.count() > 0 && calls.successShare() >= change.successMin();
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-36s %5.1f s %7d calls, %7.3f %% right (goal: %s %%) p99 %.1f ms (before: %.1f ms)"
                        + "  %s",
                change.describe(),
                time.toMillis() / 1e3,
                calls.count(),
                100 * calls.successShare(),
                change.successMin() == 1 ? "100" : Double.toString(100 * change.successMin()),
                calls.percentile(0.99).toNanos() / 1e6,
                usual.percentile(0.99).toNanos() / 1e6,
                isReached() ? "reached" : "missed");
    }
}
