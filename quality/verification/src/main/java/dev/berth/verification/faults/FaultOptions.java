package dev.berth.verification.faults;

import dev.berth.verification.OptionWords;
import dev.berth.verification.load.SteadyLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Options of the fault injection.
///
/// @param warmUp of each trial's client
/// @param normal duration of calls without a fault
/// @param harm duration of a fault
/// @param recovery time limit of a server's return after healing
/// @param timeout of a call
/// @param inFlightMax calls in flight at most; as many as are due to measure
/// @param p99FactorMax how many times as slow as before calls may be, for a server to have returned
/// @param reportOnly whether to report missed goals without failing
record FaultOptions(
        List<Fault> faults,
        int callsPerSecond,
        long seed,
        Duration warmUp,
        Duration normal,
        Duration harm,
        Duration recovery,
        Duration timeout,
        int inFlightMax,
        double p99FactorMax,
        boolean reportOnly) {
    static final String HELP =
            """
            usage: quality/verification/faults [options]
              --fault NAME     one of kill, freeze, slow, delay, loss, silence, reset, corrupt, clock; may be
                               given several times (all)
              --rate N         calls a second (200)
              --seconds N      duration of calls before and during the fault (10)
              --seed N         of the damaged bytes and packets (1)
              --report-only    succeed even if a goal is missed
            """;

    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /// Several times the goal.
    private static final Duration RECOVERY = Duration.ofSeconds(20);

    FaultOptions {
        faults = List.copyOf(faults);
    }

    /// @throws IllegalArgumentException for unknown arguments
    static FaultOptions parse(List<String> arguments) {
        var words = new OptionWords(arguments, HELP);
        List<Fault> faults = new ArrayList<>();
        int rate = 200;
        int seconds = 10;
        long seed = 1;
        boolean reportOnly = false;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--report-only" -> reportOnly = true;
                case "--fault" -> faults.add(Fault.labelled(words.value(++i)));
                case "--rate" -> rate = words.number(++i);
                case "--seconds" -> seconds = words.number(++i);
                case "--seed" -> seed = words.number(++i);
                case String other -> throw words.error("no option " + other);
            }
        }
        Duration phase = Duration.ofSeconds(seconds);
        return new FaultOptions(
                faults.isEmpty() ? List.of(Fault.values()) : faults,
                rate,
                seed,
                WARM_UP,
                phase,
                phase,
                RECOVERY,
                SteadyLoad.TIMEOUT,
                Integer.MAX_VALUE,
                TrialResult.P99_FACTOR_MAX,
                reportOnly);
    }
}
