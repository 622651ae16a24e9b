package dev.berth.placement.page;

import dev.berth.placement.scenario.End;
import dev.berth.placement.scenario.Link;
import dev.berth.placement.scenario.Scenario;
import dev.berth.placement.scenario.Site;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Layers of sites and links in a diagram: users' machines first, then shared machines; each link
/// behind the first of its sites.
record SiteLayers(Map<String, Integer> layers) {
    SiteLayers {
        layers = Map.copyOf(layers);
    }

    /// Two columns of sites.
    static SiteLayers inColumns(Scenario scenario) {
        return new SiteLayers(
                scenario.sites().stream()
                        .collect(Collectors.toMap(Site::name, site -> site.isOfUser() ? 0 : 1)));
    }

    /// Rows of sites by their distance from the ends: few sites are beside each other.
    static SiteLayers inRows(Scenario scenario) {
        Map<String, Site> sites =
                scenario.sites().stream().collect(Collectors.toMap(Site::name, site -> site));
        Map<String, Integer> layers = new HashMap<>();
        for (End end : scenario.ends()) {
            Site site = sites.get(end.site());
            if (site != null && site.isOfUser()) {
                layers.put(site.name(), 0);
            }
        }
        Predicate<String> isOfUser = name -> sites.containsKey(name) && sites.get(name).isOfUser();
        spread(scenario, layers, isOfUser);
        scenario.sites().stream()
                .filter(Site::isOfUser)
                .forEach(site -> layers.putIfAbsent(site.name(), 0));
        int shared = layers.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
        for (Link link : scenario.links()) {
            enter(layers, isOfUser, link.from(), link.to(), shared);
            enter(layers, isOfUser, link.to(), link.from(), shared);
        }
        spread(scenario, layers, name -> true);
        sites.keySet().forEach(name -> layers.putIfAbsent(name, shared));
        return new SiteLayers(layers);
    }

    /// A shared site beside one of users.
    private static void enter(
            Map<String, Integer> layers,
            Predicate<String> isOfUser,
            String from,
            String to,
            int layer) {
        if (isOfUser.test(from) && !isOfUser.test(to)) {
            layers.putIfAbsent(to, layer);
        }
    }

    /// Breadth first over links.
    private static void spread(
            Scenario scenario, Map<String, Integer> layers, Predicate<String> isWanted) {
        Deque<String> queue = new ArrayDeque<>(layers.keySet().stream().sorted().toList());
        while (!queue.isEmpty()) {
            String site = queue.removeFirst();
            int next = layers.getOrDefault(site, 0) + 1;
            for (Link link : scenario.links()) {
                String other =
                        link.from().equals(site)
                                ? link.to()
                                : link.to().equals(site) ? link.from() : site;
                if (isWanted.test(other) && layers.putIfAbsent(other, next) == null) {
                    queue.addLast(other);
                }
            }
        }
    }

    int ofSite(String site) {
        return 2 * layers.getOrDefault(site, 0);
    }

    int ofLink(Link link) {
        return Math.min(ofSite(link.from()), ofSite(link.to())) + 1;
    }
}
