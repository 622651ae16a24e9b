package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.process.ProcessClock;

/// How long a client asked, and what it took of the processors, which it shares with the server.
///
/// @param processorSeconds of this process, all of its threads together
record ClientTime(double seconds, double processorSeconds) {
    /// What both clocks show.
    static ClientTime now() {
        return new ClientTime(System.nanoTime() / 1e9, ProcessClock.cpuSeconds());
    }

    /// @param start as [#now] gave it
    static ClientTime since(ClientTime start) {
        ClientTime now = now();
        return new ClientTime(
                now.seconds - start.seconds, now.processorSeconds - start.processorSeconds);
    }

    ClientTime plus(ClientTime other) {
        return new ClientTime(seconds + other.seconds, processorSeconds + other.processorSeconds);
    }

    /// Processors that the client had on average.
    double processors() {
        return processorSeconds / seconds;
    }
}
