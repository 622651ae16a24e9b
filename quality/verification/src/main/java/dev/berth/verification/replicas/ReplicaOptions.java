package dev.berth.verification.replicas;

import dev.berth.verification.OptionWords;
import dev.berth.verification.load.SteadyLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Options of [Replicas].
///
/// @param processes whether replicas are processes rather than containers
/// @param base of the images; empty for the default
/// @param warmUp time of calls before the first change
/// @param steady time before and after each change
/// @param timeout of a call
/// @param inFlightMax calls in flight at most; as many as are due to measure
/// @param reportOnly whether to report missed goals without failing
record ReplicaOptions(
        List<ReplicaChange> changes,
        boolean processes,
        Optional<String> base,
        int callsPerSecond,
        Duration warmUp,
        Duration steady,
        Duration timeout,
        int inFlightMax,
        boolean reportOnly) {
    static final String HELP =
            """
            usage: quality/verification/replicas [options]
              --change NAME    one of rolling-update, scaling, kill, hang; may be given several times (all)
              --processes      replicas are processes, and not containers of podman
              --base IMAGE     of the images: a name, or the tar file of one
              --rate N         calls a second (200)
              --seconds N      duration of calls before and after each change (5)
              --report-only    succeed even if a goal is missed
            """;

    private static final Duration WARM_UP = Duration.ofSeconds(5);

    ReplicaOptions {
        changes = List.copyOf(changes);
    }

    /// @throws IllegalArgumentException for unknown arguments
    static ReplicaOptions parse(List<String> arguments) {
        var words = new OptionWords(arguments, HELP);
        List<ReplicaChange> changes = new ArrayList<>();
        boolean processes = false;
        Optional<String> base = Optional.empty();
        int rate = 200;
        int seconds = 5;
        boolean reportOnly = false;
        for (int i = 0; i < arguments.size(); i++) {
            switch (arguments.get(i)) {
                case "--processes" -> processes = true;
                case "--report-only" -> reportOnly = true;
                case "--change" -> changes.add(change(words, words.value(++i)));
                case "--base" -> base = Optional.of(words.value(++i));
                case "--rate" -> rate = words.number(++i);
                case "--seconds" -> seconds = words.number(++i);
                case String other -> throw words.error("no option " + other);
            }
        }
        return new ReplicaOptions(
                changes.isEmpty() ? List.of(ReplicaChange.values()) : changes,
                processes,
                base,
                rate,
                WARM_UP,
                Duration.ofSeconds(seconds),
                SteadyLoad.TIMEOUT,
                Integer.MAX_VALUE,
                reportOnly);
    }

    private static ReplicaChange change(OptionWords words, String name) {
        for (ReplicaChange change : ReplicaChange.values()) {
            if (change.label().equals(name)) {
                return change;
            }
        }
        throw words.error("no change " + name);
    }
}
