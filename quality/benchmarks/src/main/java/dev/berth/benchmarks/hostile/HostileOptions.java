package dev.berth.benchmarks.hostile;

import dev.berth.benchmarks.Arguments;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// Options of the benchmark.
///
/// @param only names of attacks; empty for all
/// @param rounds attacked windows per attack, at least 1
/// @param window duration of each window, after the attack's connections are open
/// @param rate total requests per second of well-behaved clients
/// @param callers their connections
/// @param floorMillis lower bound of the quiet p99
/// @param slow connections of the attacks that trickle, or leave responses unread
/// @param silent connections that send nothing
/// @param idle connections that stay open after one request
/// @param frames per second in the attacks that flood with frames
/// @param opens maximum connection rate of an attack
/// @param berth the command that starts Berth
/// @param bare whether to attack a bare server instead of Berth
record HostileOptions(
        List<String> only,
        int rounds,
        Duration window,
        int rate,
        int callers,
        int floorMillis,
        int slow,
        int silent,
        int idle,
        int frames,
        int opens,
        String berth,
        boolean bare) {
    static final String HELP =
            """
            usage: quality/benchmarks/run hostile [options]
              --only NAMES      attacks, by commas (all)
              --rounds N        attacked windows for each attack (3)
              --window N        seconds of each window (3)
              --rate N          requests a second of well-behaved clients (500)
              --callers N       connections of well-behaved clients (8)
              --floor N         lower bound of the quiet p99 in milliseconds (2)
              --slow N          connections that trickle, or leave responses unread (500)
              --silent N        connections that send nothing (4000)
              --idle N          connections that made one request each (10000)
              --frames N        frames a second of a flood (5000)
              --opens N         connections opened a second at most (2000)
              --berth COMMAND   the command that starts Berth (./berth)
              --bare            attack a bare Vert.x server instead
            """;

    HostileOptions {
        only = List.copyOf(only);
    }

    static HostileOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        return new HostileOptions(
                arguments
                        .text("--only")
                        .map(names -> Arrays.stream(names.split(",", -1)).toList())
                        .orElse(List.of()),
                arguments.number("--rounds", 3),
                arguments.seconds("--window", 3),
                arguments.number("--rate", 500),
                arguments.number("--callers", 8),
                arguments.number("--floor", 2),
                arguments.number("--slow", 500),
                arguments.number("--silent", 4000),
                arguments.number("--idle", 10_000),
                arguments.number("--frames", 5000),
                arguments.number("--opens", 2000),
                arguments.text("--berth").orElse(berth),
                arguments.has("--bare"));
    }

    /// The maximum of open connections of an attack and the other clients.
    int connectionsMax() {
        return Math.max(idle, Math.max(silent, slow)) + callers;
    }
}
