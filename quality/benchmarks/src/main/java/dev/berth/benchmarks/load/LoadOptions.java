package dev.berth.benchmarks.load;

import dev.berth.benchmarks.Arguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Options of the load benchmark.
///
/// @param extent a full measurement, or a short check
/// @param rounds turns of each candidate, at least 1
/// @param turn duration of a turn
/// @param warmUp load on each candidate before the first round
/// @param connections of `wrk`; `h2load` opens an eighth of them with eight streams each
/// @param only names of candidates or groups; empty for all
/// @param berth the command that starts Berth
/// @param others further servers to compare
/// @param html file of the page; empty for beside the JSON
record LoadOptions(
        Extent extent,
        int rounds,
        Duration turn,
        Duration warmUp,
        int connections,
        List<String> only,
        String berth,
        List<OtherServer> others,
        Optional<Path> html) {

    /// Extent of the measurement.
    enum Extent {
        FULL,
        SHORT
    }

    static final String HELP =
            """
            usage: quality/benchmarks/run load [options]
              --rounds N        turns of each candidate (5)
              --seconds N       length of a turn (5)
              --warm-up N       seconds of load before the first round (10)
              --connections N   connections, or streams of HTTP/2 (32)
              --only NAMES      candidates or groups, with commas:
                                tiny: floor json record floor-binary binary floor-grpc grpc engine
                                fair: fair-floor fair-json
                                minilm: minilm minilm-json minilm-one engine-minilm
                                        engine-minilm-one
              --server SERVER   NAME=http://host:port/model, a server that has the tiny model;
                                NAME=grpc://host:port/model for gRPC; #pid behind it counts the
                                processor time of that process; may be given several times
              --html FILE       file of the page with plots (target/load.html)
              --short           two rounds of a second of the tiny model over HTTP; fails if Berth is
                                far below its floor
              --berth COMMAND   the command that starts Berth (./berth)
            """;

    private static final String SHORT_CANDIDATES = "floor,json,floor-binary,binary";

    /// All names, including those of groups.
    private static final Set<String> CANDIDATES =
            Set.of(
                    ("tiny floor json record floor-binary binary floor-grpc grpc engine"
                                    + " fair fair-floor fair-json"
                                    + " minilm minilm-json minilm-one engine-minilm"
                                    + " engine-minilm-one")
                            .split(" ", -1));

    LoadOptions {
        only = List.copyOf(only);
        others = List.copyOf(others);
    }

    /// @throws IllegalArgumentException for an unknown option, or a value that is no number of at
    ///   least 1
    static LoadOptions parse(List<String> words, String berth) {
        Arguments arguments = Arguments.parse(words, HELP);
        Extent extent = arguments.has("--short") ? Extent.SHORT : Extent.FULL;
        boolean isShort = extent == Extent.SHORT;
        return new LoadOptions(
                extent,
                arguments.number("--rounds", isShort ? 2 : 5),
                arguments.seconds("--seconds", isShort ? 1 : 5),
                arguments.seconds("--warm-up", isShort ? 4 : 10),
                arguments.number("--connections", 32),
                arguments
                        .text("--only")
                        .or(() -> isShort ? Optional.of(SHORT_CANDIDATES) : Optional.empty())
                        .map(names -> candidates(arguments, names))
                        .orElse(List.of()),
                arguments.text("--berth").orElse(berth),
                arguments.texts("--server").stream().map(OtherServer::parse).toList(),
                arguments.text("--html").map(Path::of));
    }

    private static List<String> candidates(Arguments arguments, String text) {
        List<String> names = List.of(text.split(",", -1));
        for (String name : names) {
            if (!CANDIDATES.contains(name)) {
                throw arguments.error("'" + name + "' is no candidate (expected: see --only)");
            }
        }
        return names;
    }

    /// Whether a candidate is selected, by its own name or its group's.
    boolean wants(String group, String name) {
        return only.isEmpty() || only.contains(name) || only.contains(group);
    }
}
