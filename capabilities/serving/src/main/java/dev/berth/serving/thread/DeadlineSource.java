package dev.berth.serving.thread;

import java.util.OptionalLong;

/// A place where requests with deadlines wait. Thread-safe.
public interface DeadlineSource {
    /// Ends what is past its deadline.
    ///
    /// @param nowNanos on the scale of [System#nanoTime()], as all times here
    /// @return when to look again; empty if nothing is here
    OptionalLong endLate(long nowNanos);

    /// Whether this is not watched yet; it is from now on.
    boolean needsWatch();

    /// This is not watched any more.
    void unwatched();

    /// Whether nothing is here.
    boolean isIdle();
}
