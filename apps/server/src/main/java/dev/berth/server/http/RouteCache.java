package dev.berth.server.http;

import dev.berth.server.telemetry.RequestInfo.Purpose;
import java.util.HashMap;
import java.util.Map;

/// Cache of the routes of predictions and feature reads, by path: callers use the same few again
/// and again, and parsing a path costs as much as reading a small request. Lives on one event loop.
final class RouteCache {
    /// More than the models of most systems; a caller with random paths only empties it.
    private static final int PATHS_MAX = 1024;

    private final Map<String, RouteMatch> known = new HashMap<>();

    private final Router router;

    RouteCache(Router router) {
        this.router = router;
    }

    RouteMatch match(String path) {
        RouteMatch before = known.get(path);
        if (before != null) {
            return before;
        }
        RouteMatch match = router.match(path);
        if (match.route().purpose() != Purpose.OTHER) {
            if (known.size() == PATHS_MAX) {
                known.clear();
            }
            known.put(path, match);
        }
        return match;
    }
}
