package dev.berth.benchmarks.reload;

import dev.berth.benchmarks.Arguments;
import java.util.List;

/// How often the model is changed, and by how many it is called meanwhile.
///
/// @param berth the command that starts Berth
record ReloadOptions(int reloads, int callers, String berth) {
    static final String HELP =
            """
            usage: quality/benchmarks/run reload [options]
              --reloads N       how often the model is changed (10000)
              --callers N       callers that ask one request after the other (4)
              --berth COMMAND   what starts Berth (./berth)
            """;

    static ReloadOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        return new ReloadOptions(
                arguments.number("--reloads", 10_000),
                arguments.number("--callers", 4),
                arguments.text("--berth").orElse(berth));
    }
}
