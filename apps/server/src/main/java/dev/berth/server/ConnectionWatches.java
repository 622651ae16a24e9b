package dev.berth.server;

import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The [ConnectionWatch] of each event loop. Thread-safe.
final class ConnectionWatches {
    private final ConnectionWatch.Times times;
    private final Map<EventLoop, ConnectionWatch> watches = new ConcurrentHashMap<>();

    ConnectionWatches(ConnectionWatch.Times times) {
        this.times = times;
    }

    /// To be used on that event loop.
    ConnectionWatch of(EventLoop loop) {
        return watches.computeIfAbsent(loop, one -> ConnectionWatch.on(one, times));
    }
}
