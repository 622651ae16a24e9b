package dev.berth.serving;

import dev.berth.core.Problem;

/// A submitted request, in the hands of its caller.
public interface Ticket {

    /// Gives the request up: if it has no answer yet, its reply fails with this problem at once,
    /// and it is not executed unless it already is. Otherwise does nothing. Thread-safe.
    void cancel(Problem reason);
}
