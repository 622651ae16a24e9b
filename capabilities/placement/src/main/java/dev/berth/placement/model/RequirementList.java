package dev.berth.placement.model;

import dev.berth.placement.scenario.Requirement;
import dev.berth.placement.scenario.StatedRequirement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Requirements in the orders that searches need, made once for all models that share them.
final class RequirementList {
    /// As stated, then those of capacity.
    final List<StatedRequirement> stated;

    /// The same without reasons.
    final List<Requirement> all;

    /// Each once, latencies last.
    final List<Requirement> cheapFirst;

    final List<Requirement.Latency> latencies;

    RequirementList(List<StatedRequirement> stated) {
        this.stated = List.copyOf(stated);
        List<Requirement> plain = new ArrayList<>();
        List<Requirement.Latency> found = new ArrayList<>();
        for (StatedRequirement each : stated) {
            plain.add(each.requirement());
            if (each.requirement() instanceof Requirement.Latency latency) {
                found.add(latency);
            }
        }
        all = List.copyOf(plain);
        latencies = List.copyOf(found);
        cheapFirst = cheapFirst(all);
    }

    /// Each requirement once. Latencies take the most time, so they are last.
    static List<Requirement> cheapFirst(List<Requirement> requirements) {
        List<Requirement> ordered = new ArrayList<>();
        List<Requirement> last = new ArrayList<>();
        for (Requirement each : new LinkedHashSet<>(requirements)) {
            (each instanceof Requirement.Latency ? last : ordered).add(each);
        }
        ordered.addAll(last);
        return List.copyOf(ordered);
    }
}
