package dev.berth.server;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Resources opened during a construction, closed in reverse unless it completes.
final class CloseOnFailure implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloseOnFailure.class);

    private final List<Runnable> closing = new ArrayList<>();

    /// @param close closes a part that was just opened
    void add(Runnable close) {
        closing.add(close);
    }

    /// All could be made, and the thread that has it closes it.
    void keep() {
        closing.clear();
    }

    /// What cannot be closed is logged: the waiting caller learns why something could not be made.
    @Override
    public void close() {
        for (Runnable each : closing.reversed()) {
            try {
                each.run();
            } catch (RuntimeException e) {
                LOG.warn("a part of what could not be made cannot be closed", e);
            }
        }
    }
}
