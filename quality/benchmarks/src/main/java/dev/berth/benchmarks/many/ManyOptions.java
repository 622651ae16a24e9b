package dev.berth.benchmarks.many;

import dev.berth.benchmarks.Arguments;
import java.time.Duration;
import java.util.List;

/// What is measured.
///
/// @param models tiny ones, at least 1
/// @param rounds windows without a large load, with one, and with loads all the time, at least 1
///   each
/// @param window how long each takes
/// @param rate requests a second in these
/// @param idle when memory is read, counted from the first prediction
/// @param berth the command that starts Berth
record ManyOptions(int models, int rounds, Duration window, int rate, Duration idle, String berth) {
    static final String HELP =
            """
            usage: quality/benchmarks/run many [options]
              --models N        tiny models (1000)
              --rounds N        windows of each kind: no large load, one, one after the other (9)
              --window N        seconds of each (10)
              --rate N          requests a second meanwhile (200)
              --idle N          seconds after which memory is read (10)
              --berth COMMAND   what starts Berth (./berth)
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
