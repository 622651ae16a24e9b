package dev.berth.server.http;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.server.inference.EventLoopContext;
import dev.berth.server.inference.InFlightRequests;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The WebSockets of one event loop, which are closed when the server is about to stop. Lives on
/// that event loop.
final class OpenSockets {
    /// Of all event loops together. Each may hold a message that has not come whole.
    private static final int SOCKETS_MAX = 1000;

    private final InFlightRequests traffic;
    private final Set<ModelSocket> sockets = new LinkedHashSet<>();

    OpenSockets(EventLoopContext loop, InFlightRequests traffic) {
        this.traffic = traffic;
        traffic.whenStopping(
                () -> loop.later(() -> List.copyOf(sockets).forEach(ModelSocket::end)));
    }

    /// @throws ProblemException `queue-full` if there are as many as may be, `draining` if the
    ///   server is about to stop
    void requireRoom() {
        if (traffic.isStopping()) {
            throw new ProblemException(
                    ProblemCode.DRAINING,
                    "the server is stopping",
                    "open the socket to another replica");
        }
        if (traffic.openSockets() >= SOCKETS_MAX) {
            throw Problem.of(
                            ProblemCode.QUEUE_FULL,
                            traffic.openSockets()
                                    + " sockets are open (expected: fewer than "
                                    + SOCKETS_MAX
                                    + ")",
                            "close sockets, or add servers")
                    .withRetryAfter(Duration.ofSeconds(1))
                    .asException();
        }
    }

    void add(ModelSocket socket) {
        if (sockets.add(socket)) {
            traffic.addOpenSockets(1);
        }
        if (traffic.isStopping()) {
            socket.end();
        }
    }

    void remove(ModelSocket socket) {
        if (sockets.remove(socket)) {
            traffic.addOpenSockets(-1);
        }
    }
}
