package dev.berth.benchmarks.load;

import dev.berth.benchmarks.process.ProcessUsage;
import dev.berth.benchmarks.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/// A server that is loaded.
///
/// @param address without a path
/// @param usage empty where its process is not known
record Target(URI address, Optional<ProcessUsage> usage) {

    static Target of(ServerProcess server) {
        return new Target(server.address(), Optional.of(server.usage()));
    }

    /// NaN where the process is not known.
    double cpuSeconds() throws IOException {
        return usage.isPresent() ? usage.get().cpuSeconds() : Double.NaN;
    }

    /// 0 where the process is not known.
    long residentMegabytes() throws IOException {
        return usage.isPresent() ? Math.round(usage.get().residentMegabytes()) : 0;
    }
}
