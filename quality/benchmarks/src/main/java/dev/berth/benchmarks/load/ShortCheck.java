package dev.berth.benchmarks.load;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Check that a short run on a busy machine can make: not how fast Berth is, but whether something
/// has become several times slower.
///
/// Quiet runs gave 0.7 of the floor. With a load of ten on two processors single rounds of a second
/// gave from 0.23 to 0.98, so only the best round counts.
final class ShortCheck {
    static final double RATIO_MIN = 0.35;

    private ShortCheck() {}

    /// A line for each candidate that is far below its floor.
    static List<String> faults(LoadReport report) {
        return Stream.of("json", "binary")
                .filter(
                        name ->
                                report.ratio(name)
                                        .filter(ratio -> ratio.most() < RATIO_MIN)
                                        .isPresent())
                .map(
                        name ->
                                String.format(
                                        Locale.ROOT,
                                        "%s reaches %.2f of its floor at best (expected: at least %.2f);"
                                                + " something has become much slower: run"
                                                + " quality/benchmarks/run stages",
                                        name,
                                        report.ratio(name).orElseThrow().most(),
                                        RATIO_MIN))
                .toList();
    }
}
