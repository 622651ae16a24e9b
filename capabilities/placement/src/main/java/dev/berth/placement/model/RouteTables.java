package dev.berth.placement.model;

import dev.berth.placement.scenario.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Routes for items of all sizes. For one thread.
final class RouteTables {
    private final SiteNumbers sites;
    private final List<Link> links;
    private final Map<Double, RouteTable> all = new HashMap<>();
    private final Map<Double, RouteTable> gapFree = new HashMap<>();

    RouteTables(SiteNumbers sites, List<Link> links) {
        this.sites = sites;
        this.links = List.copyOf(links);
    }

    RouteTable find(double bytes) {
        return all.computeIfAbsent(bytes, each -> new RouteTable(sites, links, each, false));
    }

    /// Routes over links that are always there.
    RouteTable findGapFree(double bytes) {
        return gapFree.computeIfAbsent(bytes, each -> new RouteTable(sites, links, each, true));
    }

    /// Whether links in this form have the same routes, whatever else of them differs.
    boolean isOf(List<Link> others) {
        if (others.size() != links.size()) {
            return false;
        }
        for (int i = 0; i < links.size(); i++) {
            if (!isAlike(links.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlike(Link a, Link b) {
        return a.from().equals(b.from())
                && a.to().equals(b.to())
                && a.latency().equals(b.latency())
                && a.bytesPerSecondOut() == b.bytesPerSecondOut()
                && a.bytesPerSecondBack() == b.bytesPerSecondBack()
                && a.unavailable() == b.unavailable();
    }

    /// Whether items of all sizes in use take the same links as with other tables.
    boolean leadAlike(RouteTables others) {
        return all.keySet().stream().allMatch(bytes -> find(bytes).leadsLike(others.find(bytes)));
    }
}
