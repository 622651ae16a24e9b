package dev.berth.placement.search;

import java.util.List;

/// Value of a parameter at which another plan becomes the best.
///
/// @param factor of today's value
/// @param value in SI units
/// @param otherPlacement the plan beyond; empty if nothing meets the requirements there
/// @param dollarsToday a month of today's plan at this value
/// @param dollarsOther a month of the other plan at this value
public record BreakEven(
        ScenarioParameter parameter,
        double factor,
        double value,
        Kind kind,
        List<Integer> otherPlacement,
        double dollarsToday,
        double dollarsOther) {

    /// Why the other plan wins beyond this value.
    public enum Kind {
        /// Both plans cost the same here.
        COST,
        /// A requirement of today's plan fails, or one of the other plan holds from here.
        LIMIT,
        /// Today's plan needs one machine more from here, or the other one less.
        STEP,
        /// Beyond this no plan meets the requirements.
        END
    }

    public BreakEven {
        otherPlacement = List.copyOf(otherPlacement);
    }
}
