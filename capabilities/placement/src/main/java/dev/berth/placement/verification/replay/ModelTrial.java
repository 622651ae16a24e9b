package dev.berth.placement.verification.replay;

import dev.berth.core.ProblemException;
import dev.berth.placement.scenario.Distribution;
import dev.berth.placement.scenario.ProfiledModel;
import java.io.IOException;
import java.util.OptionalDouble;

/// Measurement of a model or endpoint on this machine: one caller with one record.
public interface ModelTrial {
    /// Times and memory that were measured.
    ///
    /// @param calls that were measured
    /// @param memoryBytes while it serves; empty if unknown
    record Result(Distribution.Measured time, long calls, OptionalDouble memoryBytes) {}

    /// Loads and measures a model. Blocks.
    ///
    /// @throws ProblemException if it cannot be loaded, or there is no record to send
    Result run(ProfiledModel model) throws IOException, InterruptedException;
}
