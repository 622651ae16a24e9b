package dev.berth.benchmarks.many;

import dev.berth.benchmarks.Arguments;
import java.time.Duration;
import java.util.List;

/// Options of the benchmark.
///
/// @param models tiny ones, at least 1
/// @param rounds windows of each kind, at least 1
/// @param window duration of each
/// @param rate requests per second in windows
/// @param idle time from the first prediction to the memory measurement
/// @param berth the command that starts Berth
record ManyOptions(int models, int rounds, Duration window, int rate, Duration idle, String berth) {
    static final String HELP =
            """
            usage: quality/benchmarks/run many [options]
              --models N        tiny models (1000)
              --rounds N        windows of each kind: no large load, one, one after the other (9)
              --window N        seconds of each (10)
              --rate N          requests a second meanwhile (200)
              --idle N          seconds until the memory measurement (10)
              --berth COMMAND   the command that starts Berth (./berth)
            """;

    static ManyOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        return new ManyOptions(
                arguments.number("--models", 1000),
                arguments.number("--rounds", 9),
                arguments.seconds("--window", 10),
                arguments.number("--rate", 200),
                arguments.seconds("--idle", 10),
                arguments.text("--berth").orElse(berth));
    }
}
