package dev.berth.catalog.profile;

import dev.berth.core.system.TunedSettings;

/// Execution settings in the profile of a package.
public sealed interface TuningProfile {

    /// Nothing, or there is no profile.
    record Untuned() implements TuningProfile {}

    /// Settings that hold for this package on this machine.
    ///
    /// @param tunedAt the day and time of the measurement, as the profile has it
    record Tuned(TunedSettings tuning, String tunedAt) implements TuningProfile {}

    /// Settings for another machine or for the package as it was before a change.
    ///
    /// @param reason what is other, with the remedy
    record Foreign(String reason) implements TuningProfile {}

    /// A profile that cannot be read.
    ///
    /// @param reason what is wrong, with its place
    record Broken(String reason) implements TuningProfile {}
}
