package dev.berth.server.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/// Closes the connections of one event loop whose requests take too long to arrive. Arrivals are in
/// the order of time, so that the oldest is always first and a check costs nothing. Not
/// thread-safe.
final class SlowRequestReaper {
    private final long nanosMax;
    private final LongSupplier nanoClock;
    private final Set<Arrival> open = new LinkedHashSet<>();

    /// @param nanoClock on the scale of [System#nanoTime()]
    SlowRequestReaper(Duration timeout, LongSupplier nanoClock) {
        this.nanosMax = timeout.toNanos();
        this.nanoClock = nanoClock;
    }

    /// Begins to time a request whose headers have arrived.
    Arrival begin(HttpConnection connection) {
        var arrival = new Arrival(connection, nanoClock.getAsLong());
        open.add(arrival);
        return arrival;
    }

    void end(Arrival arrival) {
        open.remove(arrival);
    }

    /// Closes the connections whose time is over.
    void closeLate() {
        long now = nanoClock.getAsLong();
        Iterator<Arrival> oldestFirst = open.iterator();
        while (oldestFirst.hasNext()) {
            Arrival oldest = oldestFirst.next();
            if (now - oldest.startNanos < nanosMax) {
                return;
            }
            oldestFirst.remove();
            oldest.connection.close();
        }
    }

    /// A request in arrival; equal only to itself.
    static final class Arrival {
        private final HttpConnection connection;
        private final long startNanos;

        private Arrival(HttpConnection connection, long startNanos) {
            this.connection = connection;
            this.startNanos = startNanos;
        }
    }
}
