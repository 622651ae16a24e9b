package dev.berth.endpoint.graph;

import java.util.OptionalDouble;

/// Budget for the share of a cascade's records beyond its first stage.
///
/// Each record brings its share, each escalation takes one; what is saved up is bounded, so that a
/// quiet hour does not pay for an excessive minute. Thread-safe.
public final class EscalationBudget {
    /// As many in a row, where the share as a whole allows it.
    private static final double SAVED_MAX = 10;

    private final OptionalDouble share;
    private double saved = SAVED_MAX;

    /// @param share from 0 to 1; empty for no bound
    public EscalationBudget(OptionalDouble share) {
        this.share = share;
        if (share.isPresent() && share.getAsDouble() == 0) {
            saved = 0;
        }
    }

    /// One of the same share of which nothing is used, for rows that are executed as a whole.
    public EscalationBudget renewed() {
        return new EscalationBudget(share);
    }

    /// A record came.
    public synchronized void record() {
        if (share.isPresent()) {
            saved = Math.min(SAVED_MAX, saved + share.getAsDouble());
        }
    }

    /// Whether one may escalate, which then counts.
    public synchronized boolean tryEscalate() {
        if (share.isEmpty()) {
            return true;
        }
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
