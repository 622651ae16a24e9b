package dev.berth.placement.verification;

import dev.berth.placement.verification.replay.Replay;
import java.util.List;
import java.util.OptionalDouble;

/// Measurement of one placement.
///
/// @param flows in the order of the scenario
/// @param links in the order of the scenario
/// @param sites in the order of the scenario
/// @param relayLatenessP99 seconds that relays were late in releasing an item
record RunMeasurement(
        Replay replay,
        List<FlowTimes> flows,
        List<LinkBytes> links,
        List<SiteMeasurement> sites,
        double relayLatenessP99) {

    /// Latencies of a flow.
    ///
    /// @param begun items that were due
    /// @param seconds of those that ended, in rising order
    record FlowTimes(int begun, List<Double> seconds) {
        FlowTimes {
            seconds = seconds.stream().sorted().toList();
        }
    }

    /// @param bytesPerSecond of one user in a session
    /// @param deviation standard deviation of that, since items come by chance
    record LinkBytes(double bytesPerSecond, double deviation) {}

    /// @param isRun whether the site has a process
    /// @param machines that were run
    /// @param coresOfUser cores that one user in a session keeps busy
    /// @param memoryBytes that the process grew by; empty if unknown or not allocated in full
    /// @param latenessP50 seconds that events of the site were late
    record SiteMeasurement(
            boolean isRun,
            int machines,
            double coresOfUser,
            OptionalDouble memoryBytes,
            double latenessP50,
            double latenessP99) {}

    RunMeasurement {
        flows = List.copyOf(flows);
        links = List.copyOf(links);
        sites = List.copyOf(sites);
    }
}
