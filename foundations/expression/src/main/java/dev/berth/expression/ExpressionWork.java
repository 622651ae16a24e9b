package dev.berth.expression;

import java.util.concurrent.atomic.AtomicLong;

/// The work that the evaluations of one record, or of one step, may do together. Thread-safe.
///
/// Work is counted in units of about a nanosecond: so much for each node of an expression, each
/// character and each element that it reads or makes, so that the same values always take the same.
/// What is read for the first time adds to what may be done, as work in proportion to what a caller
/// sent is fair; what multiplies it is not.
public final class ExpressionWork {
    /// Some tenths of a second: thousands of times what an expression over a record takes.
    private static final long UNITS_MAX = 200_000_000;

    private final AtomicLong left;

    public ExpressionWork() {
        this(UNITS_MAX);
    }

    ExpressionWork(long units) {
        left = new AtomicLong(units);
    }

    long left() {
        return left.get();
    }

    /// Takes note of what an evaluation did.
    ///
    /// @param units below 0 if it read more than it did
    void spend(long units) {
        left.addAndGet(-units);
    }
}
