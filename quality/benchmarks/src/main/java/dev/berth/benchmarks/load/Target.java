package dev.berth.benchmarks.load;

import dev.berth.benchmarks.process.ProcessUsage;
import dev.berth.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// Server under load.
///
/// @param address without a path
/// @param usage empty if its process is unknown
record Target(URI address, Optional<ProcessUsage> usage) {

    static Target of(ServerProcess server) {
        return new Target(server.address(), Optional.of(server.usage()));
    }

    /// NaN if the process is unknown.
    double cpuSeconds() throws IOException {
        return usage.isPresent() ? usage.get().cpuSeconds() : Double.NaN;
    }

    /// 0 if the process is unknown.
    long residentMegabytes() throws IOException {
        return usage.isPresent() ? Math.round(usage.get().residentMegabytes()) : 0;
    }
}
