package dev.berth.verification.replicas;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Options of [Replicas].
///
/// @param processes whether replicas are processes rather than containers
/// @param base of the images; empty for the default
/// @param steady time before and after each change
/// @param reportOnly whether to report missed goals without failing
record ReplicaOptions(
        List<ReplicaChange> changes,
        boolean processes,
        Optional<String> base,
        int callsPerSecond,
        Duration steady,
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

    ReplicaOptions {
        changes = List.copyOf(changes);
    }

    /// @throws IllegalArgumentException for unknown arguments
    static ReplicaOptions parse(List<String> words) {
        List<ReplicaChange> changes = new ArrayList<>();
        boolean processes = false;
        Optional<String> base = Optional.empty();
        int rate = 200;
        int seconds = 5;
        boolean reportOnly = false;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--processes" -> processes = true;
                case "--report-only" -> reportOnly = true;
                case "--change" -> changes.add(change(value(words, ++i)));
                case "--base" -> base = Optional.of(value(words, ++i));
                case "--rate" -> rate = number(value(words, ++i));
                case "--seconds" -> seconds = number(value(words, ++i));
                case String other -> throw error("no option " + other);
            }
        }
        return new ReplicaOptions(
                changes.isEmpty() ? List.of(ReplicaChange.values()) : changes,
                processes,
                base,
                rate,
                Duration.ofSeconds(seconds),
                reportOnly);
    }

    private static ReplicaChange change(String name) {
        for (ReplicaChange change : ReplicaChange.values()) {
            if (change.label().equals(name)) {
                return change;
            }
        }
        throw error("no change " + name);
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
