package dev.berth.placement.model;

import dev.berth.placement.scenario.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Sites of a scenario by number.
final class SiteNumbers {
    private final List<Site> sites;
    private final Map<String, Integer> numbers = new HashMap<>();

    SiteNumbers(List<Site> sites) {
        this.sites = List.copyOf(sites);
        for (Site site : sites) {
            numbers.put(site.name(), numbers.size());
        }
    }

    /// Whether components take the same times there, whatever else of the sites differs.
    boolean computeLike(SiteNumbers other) {
        for (int i = 0; i < count(); i++) {
            Site a = site(i);
            Site b = other.site(i);
            if (a.isOfUser() != b.isOfUser() || a.cores() != b.cores() || a.speed() != b.speed()) {
                return false;
            }
        }
        return true;
    }

    int count() {
        return sites.size();
    }

    Site site(int number) {
        return sites.get(number);
    }

    int number(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException(
                    "site '" + name + "' (expected: one of " + numbers.keySet() + ")");
        }
        return number;
    }
}
