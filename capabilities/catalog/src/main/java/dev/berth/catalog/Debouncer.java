package dev.berth.catalog;

import java.time.Duration;
import java.time.Instant;

/// Debouncer of changes: one is complete once what is observed has stayed the same for a quiet
/// period, so that a package that is still being copied is not loaded by halves. For one thread.
final class Debouncer<T> {
    private final Duration quiet;
    private T reported;
    private T latest;
    private Instant since;

    Debouncer(Duration quiet, T initial, Instant now) {
        this.quiet = quiet;
        this.reported = initial;
        this.latest = initial;
        this.since = now;
    }

    /// Takes what is observed now; true once for every change that has come to rest.
    boolean observe(T observed, Instant now) {
        if (!observed.equals(latest)) {
            latest = observed;
            since = now;
        }
        boolean settled = !latest.equals(reported) && !now.isBefore(since.plus(quiet));
        if (settled) {
            reported = latest;
        }
        return settled;
    }

    /// Whether a change has not come to rest yet.
    boolean isUnsettled() {
        return !latest.equals(reported);
    }
}
