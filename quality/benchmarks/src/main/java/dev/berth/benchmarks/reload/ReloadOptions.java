package dev.berth.benchmarks.reload;

import dev.berth.benchmarks.Arguments;
import java.util.List;

/// Options of the benchmark.
///
/// @param berth the command that starts Berth
record ReloadOptions(int reloads, int callers, String berth) {
    /// One for each compared part.
    private static final int RELOADS_MIN = 5;

    static final String HELP =
            """
            usage: quality/benchmarks/run reload [options]
              --reloads N       how often the model is changed (10000)
              --callers N       closed-loop callers (4)
              --berth COMMAND   the command that starts Berth (./berth)
            """;

    static ReloadOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        int reloads = arguments.number("--reloads", 10_000);
        if (reloads < RELOADS_MIN) {
            throw arguments.error(
                    "--reloads is %d (expected: at least %d)".formatted(reloads, RELOADS_MIN));
        }
        return new ReloadOptions(
                reloads, arguments.number("--callers", 4), arguments.text("--berth").orElse(berth));
    }
}
