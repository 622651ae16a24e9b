package dev.berth.server.http;

import dev.berth.server.telemetry.RequestInfo.Purpose;
import java.util.HashMap;
import java.util.Map;

/// The routes of predictions and of reads of features that were found before, by path: callers ask
/// for the same few again and again, and taking a path apart costs as much as reading a small
/// request. Lives on one event loop.
final class RouteCache {
    /// More than the models of most systems; a caller who makes up paths only has it begin anew.
    private static final int PATHS_MAX = 1024;

    private final Map<String, Route> known = new HashMap<>();

    private final Router.Offer offer;

    RouteCache(Router.Offer offer) {
        this.offer = offer;
    }

    Route route(String path) {
        Route before = known.get(path);
        if (before != null) {
            return before;
        }
        Route route = Router.route(path, offer);
        if (route.purpose() != Purpose.OTHER) {
            if (known.size() == PATHS_MAX) {
                known.clear();
            }
            known.put(path, route);
        }
        return route;
    }
}
