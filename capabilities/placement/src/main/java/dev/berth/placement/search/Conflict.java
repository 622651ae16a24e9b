package dev.berth.placement.search;

import dev.berth.placement.scenario.StatedRequirement;
import java.util.List;
import java.util.OptionalDouble;

/// Requirements that no placement meets together, while each smaller set of them can be met.
///
/// @param requirements empty if not even the routes of any placement exist
/// @param relaxations by which all requirements can be met, the smallest change first
/// @param isMinimal whether every search for a smaller set ended
public record Conflict(
        List<StatedRequirement> requirements, List<Relaxation> relaxations, boolean isMinimal) {

    /// Change of one requirement after which a placement meets all.
    ///
    /// @param limit the nearest that can be met; empty if the requirement has to go
    /// @param change relative to the limit now; infinite if the requirement has to go
    /// @param placement that meets it
    public record Relaxation(
            StatedRequirement stated,
            OptionalDouble limit,
            double change,
            List<Integer> placement) {
        public Relaxation {
            placement = List.copyOf(placement);
        }
    }

    public Conflict {
        requirements = List.copyOf(requirements);
        relaxations = List.copyOf(relaxations);
    }
}
