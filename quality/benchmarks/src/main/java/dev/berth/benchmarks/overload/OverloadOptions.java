package dev.berth.benchmarks.overload;

import dev.berth.benchmarks.Arguments;
import java.time.Duration;
import java.util.List;

/// Options of the benchmark.
///
/// @param warmUp overload that is not counted, until the rejecting code is compiled
/// @param time duration of an overload
/// @param factor the rate in multiples of the peak
/// @param probe duration of each number of callers when finding the peak
/// @param turn duration of the peak, and of a tenth of it, before and after each round
/// @param rounds number of overloads
/// @param queueRows the package's `limits.max-queue-rows`
/// @param batchRows the package's `batch.max-size`
/// @param endpoint whether to call an endpoint with the model as its only step
/// @param berth the command that starts Berth
record OverloadOptions(
        Duration warmUp,
        Duration time,
        int factor,
        Duration probe,
        Duration turn,
        int rounds,
        int queueRows,
        int batchRows,
        boolean endpoint,
        String berth) {
    static final String HELP =
            """
            usage: quality/benchmarks/run overload [options]
              --warm-up N       seconds of overload that are not counted (15)
              --rounds N        overloads, between turns of the peak (3)
              --seconds N       duration of an overload (60)
              --factor N        the rate in multiples of the peak (5)
              --probe N         seconds per number of callers when finding the peak (5)
              --turn N          seconds of the peak, and of a tenth of it, before and after each (20)
              --queue-rows N    rows that may wait, the package's limits.max-queue-rows (256)
              --batch N         rows of an execution, the package's batch.max-size (8)
              --endpoint        calls an endpoint whose only step is the model
              --berth COMMAND   the command that starts Berth (./berth)
            """;

    static OverloadOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        return new OverloadOptions(
                arguments.seconds("--warm-up", 15),
                arguments.seconds("--seconds", 60),
                arguments.number("--factor", 5),
                arguments.seconds("--probe", 5),
                arguments.seconds("--turn", 20),
                arguments.number("--rounds", 3),
                arguments.number("--queue-rows", 256),
                arguments.number("--batch", 8),
                arguments.has("--endpoint"),
                arguments.text("--berth").orElse(berth));
    }
}
