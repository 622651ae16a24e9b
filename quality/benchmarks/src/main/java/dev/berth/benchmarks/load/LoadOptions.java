package dev.berth.benchmarks.load;

import java.time.Duration;
import java.util.List;

/// How long and with what the servers are loaded.
///
/// @param rounds how often each candidate has its turn, at least 1
/// @param turn how long a turn takes
/// @param warmUp how long each candidate is loaded before the first round
/// @param connections of `wrk`; `h2load` opens an eighth of them with eight streams each
/// @param only the names of the candidates wanted; empty for all
/// @param berth the command that starts Berth
record LoadOptions(
        int rounds,
        Duration turn,
        Duration warmUp,
        int connections,
        List<String> only,
        String berth) {

    private static final List<String> CANDIDATES =
            List.of("floor", "json", "binary", "record", "grpc", "engine");

    static final String HELP =
            """
            usage: quality/benchmarks/run load [options]
              --rounds N        turns of each candidate (5)
              --seconds N       length of a turn (5)
              --warm-up N       seconds of load before the first round (10)
              --connections N   connections, or streams of HTTP/2 (32)
              --only NAMES      candidates, with commas: floor,json,binary,record,grpc,engine
              --berth COMMAND   what starts Berth (./berth)
            """;

    LoadOptions {
        only = List.copyOf(only);
    }

    static LoadOptions defaults(String berth) {
        return new LoadOptions(
                5, Duration.ofSeconds(5), Duration.ofSeconds(10), 32, List.of(), berth);
    }

    /// @throws IllegalArgumentException for an option that there is not, or a value that is no
    ///   number of at least 1
    static LoadOptions parse(List<String> arguments, String berth) {
        LoadOptions options = defaults(berth);
        for (int i = 0; i < arguments.size(); i += 2) {
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(arguments.get(i) + " without a value\n" + HELP);
            }
            options = options.with(arguments.get(i), arguments.get(i + 1));
        }
        return options;
    }

    private LoadOptions with(String name, String value) {
        return switch (name) {
            case "--rounds" ->
                    new LoadOptions(number(value), turn, warmUp, connections, only, berth);
            case "--seconds" ->
                    new LoadOptions(rounds, seconds(value), warmUp, connections, only, berth);
            case "--warm-up" ->
                    new LoadOptions(rounds, turn, seconds(value), connections, only, berth);
            case "--connections" ->
                    new LoadOptions(rounds, turn, warmUp, number(value), only, berth);
            case "--only" ->
                    new LoadOptions(rounds, turn, warmUp, connections, candidates(value), berth);
            case "--berth" -> new LoadOptions(rounds, turn, warmUp, connections, only, value);
            default -> throw new IllegalArgumentException("no option " + name + "\n" + HELP);
        };
    }

    private static List<String> candidates(String text) {
        List<String> names = List.of(text.split(",", -1));
        for (String name : names) {
            if (!CANDIDATES.contains(name)) {
                throw new IllegalArgumentException(
                        "'"
                                + name
                                + "' is no candidate (expected: "
                                + String.join(", ", CANDIDATES)
                                + ")\n"
                                + HELP);
            }
        }
        return names;
    }

    private static int number(String text) {
        int number;
        try {
            number = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            number = 0;
        }
        if (number < 1) {
            throw new IllegalArgumentException(text + " (expected: a number >= 1)\n" + HELP);
        }
        return number;
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(number(text));
    }
}
