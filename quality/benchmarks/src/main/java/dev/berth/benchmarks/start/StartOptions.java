package dev.berth.benchmarks.start;

import dev.berth.benchmarks.Arguments;
import java.time.Duration;
import java.util.List;

/// Options of the benchmark.
///
/// @param runs counted starts of each kind, at least 1
/// @param idle time from the start of the process to the memory measurement
/// @param berth the command that starts Berth
record StartOptions(int runs, Duration idle, String berth) {
    static final String HELP =
            """
            usage: quality/benchmarks/run start [options]
              --runs N          starts of each kind (7)
              --idle N          seconds from the start to the memory measurement (10)
              --berth COMMAND   the command that starts Berth (./berth)
            """;

    static StartOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        return new StartOptions(
                arguments.number("--runs", 7),
                arguments.seconds("--idle", 10),
                arguments.text("--berth").orElse(berth));
    }
}
