package dev.berth.verification.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Options of the fault injection.
///
/// @param warmUp of each trial's client
/// @param normal duration of calls without a fault
/// @param harm duration of a fault
/// @param recovery time limit of a server's return after healing
/// @param reportOnly whether to report missed goals without failing
record FaultOptions(
        List<Fault> faults,
        int callsPerSecond,
        long seed,
        Duration warmUp,
        Duration normal,
        Duration harm,
        Duration recovery,
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
    static FaultOptions parse(List<String> words) {
        List<Fault> faults = new ArrayList<>();
        int rate = 200;
        int seconds = 10;
        long seed = 1;
        boolean reportOnly = false;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--report-only" -> reportOnly = true;
                case "--fault" -> faults.add(Fault.labelled(value(words, ++i)));
                case "--rate" -> rate = number(value(words, ++i));
                case "--seconds" -> seconds = number(value(words, ++i));
                case "--seed" -> seed = number(value(words, ++i));
                case String other -> throw error("no option " + other);
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
                reportOnly);
    }

    private static String value(List<String> words, int index) {
        if (index == words.size()) {
            throw error(words.getLast() + " without a value");
        }
        return words.get(index);
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // As a number that is too small.
        }
        throw error(text + " (expected: a number >= 1)");
    }

    private static IllegalArgumentException error(String what) {
        return new IllegalArgumentException(what + "\n" + HELP);
    }
}
