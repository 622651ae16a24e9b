package dev.berth.server.grpc;

import dev.berth.server.inference.InFlightRequests;
import io.vertx.core.Context;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The calls of one event loop that would stay open for as long as their callers like: they are
/// ended when the server is about to stop, so that no caller waits for them and their callers see
/// an orderly end. Not thread-safe.
final class OpenCalls {
    private final InFlightRequests traffic;
    private final Set<Runnable> ends = new LinkedHashSet<>();

    /// @param context of the event loop
    OpenCalls(Context context, InFlightRequests traffic) {
        this.traffic = traffic;
        traffic.whenStopping(() -> context.runOnContext(v -> endAll()));
    }

    /// A call is open, and ends by this, which is called at most once for each opening.
    void opened(Runnable end) {
        if (traffic.isStopping()) {
            end.run();
        } else if (ends.add(end)) {
            traffic.addOpenCalls(1);
        }
    }

    /// The call that would have ended by this is over.
    void closed(Runnable end) {
        if (ends.remove(end)) {
            traffic.addOpenCalls(-1);
        }
    }

    private void endAll() {
        List<Runnable> now = List.copyOf(ends);
        ends.clear();
        traffic.addOpenCalls(-now.size());
        now.forEach(Runnable::run);
    }
}
