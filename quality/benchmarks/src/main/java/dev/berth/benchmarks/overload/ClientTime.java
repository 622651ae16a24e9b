package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.ProcessClock;

/// Wall-clock and processor time of a client that shares the server's processors.
///
/// @param processorSeconds of all threads of this process
record ClientTime(double seconds, double processorSeconds) {
    /// The current values.
    static ClientTime now() {
        return new ClientTime(System.nanoTime() / 1e9, ProcessClock.cpuSeconds());
    }

    /// @param start result of [#now]
    static ClientTime since(ClientTime start) {
        ClientTime now = now();
        return new ClientTime(
                now.seconds - start.seconds, now.processorSeconds - start.processorSeconds);
    }

    ClientTime plus(ClientTime other) {
        return new ClientTime(seconds + other.seconds, processorSeconds + other.processorSeconds);
    }

    /// The average number of processors used.
    double processors() {
        return processorSeconds / seconds;
    }
}
