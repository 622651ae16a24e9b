package dev.berth.cli.plan;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of a verification.
final class VerifyOptions {
    private static final int SECONDS_MIN = 5;
    private static final int SECONDS_MAX = 3600;
    private static final int SECONDS = 60;

    @Option(
            names = "--verify",
            description = {
                "Run the plan on this machine, with a process for each site and a relay for each link, "
                        + "and print what was predicted beside what was measured. Status 1 if a "
                        + "prediction misses."
            })
    private boolean verify;

    @Option(
            names = "--against",
            paramLabel = "WORDS",
            description = {
                "Run a second plan and compare: the number of a row of the Pareto front, or "
                        + "COMPONENT=OPTION in the words of a plan for what differs, repeated for "
                        + "each component."
            })
    private List<String> against = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "Seconds of measurement of each plan, 5 to 3600. Default: 60.")
    private @Nullable Integer seconds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of arrivals, services and latencies. Default: 1.")
    private @Nullable Long seed;

    /// @throws ProblemException `usage` if options need `--verify` or are out of range
    boolean isWanted() {
        if (!verify && (!against.isEmpty() || seconds != null || seed != null)) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--against, --seconds and --seed without --verify",
                    "add --verify");
        }
        return verify;
    }

    List<String> against() {
        return against;
    }

    long seed() {
        return seed == null ? 1 : seed;
    }

    Duration measured() {
        int wanted = seconds == null ? SECONDS : seconds;
        if (wanted < SECONDS_MIN || wanted > SECONDS_MAX) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--seconds "
                            + wanted
                            + " (expected: "
                            + SECONDS_MIN
                            + " to "
                            + SECONDS_MAX
                            + ")",
                    "60 seconds give a thousand items of each flow or more");
        }
        return Duration.ofSeconds(wanted);
    }
}
