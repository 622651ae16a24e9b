package dev.berth.core.feature;

import java.time.Duration;
import java.util.List;

/// The span of events that an aggregation covers, relative to an instant `t`. Only what had
/// happened and was known by `t` counts.
///
/// Windows consist of *tiles*: stretches of one length that begin at multiples of it since 1970 in
/// UTC. Offline and online alike a window begins where a tile begins.
public sealed interface AggregationWindow {

    /// The last `length` before `t`, and at most a tile more: from the beginning of the tile that
    /// `t - length` is in, up to and including `t`.
    ///
    /// @param every the length of a tile, of which `length` is a multiple
    record Sliding(Duration length, Duration every) implements AggregationWindow {
        public Sliding {
            requireMultiple(length, every);
        }

        /// With tiles of the longest usual length of which there are at least twelve.
        public static Sliding of(Duration length) {
            return new Sliding(length, usualTile(length));
        }
    }

    /// The last whole stretch of `length` that was over at `t`.
    record Tumbling(Duration length) implements AggregationWindow {
        public Tumbling {
            requireMultiple(length, length);
        }
    }

    /// Everything up to and including `t`.
    record Unbounded() implements AggregationWindow {}

    private static void requireMultiple(Duration length, Duration every) {
        if (every.isNegative()
                || every.isZero()
                || length.isNegative()
                || length.isZero()
                || length.toMillis() % every.toMillis() != 0) {
            throw new IllegalArgumentException(
                    "window " + length + " in tiles of " + every + " (expected: a multiple)");
        }
    }

    /// The longest usual length of a tile of which a window has at least twelve and a whole number.
    private static Duration usualTile(Duration length) {
        List<Duration> usual =
                List.of(
                        Duration.ofDays(7),
                        Duration.ofDays(1),
                        Duration.ofHours(6),
                        Duration.ofHours(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1));
        return usual.stream()
                .filter(tile -> tile.multipliedBy(12).compareTo(length) <= 0)
                .filter(tile -> length.toMillis() % tile.toMillis() == 0)
                .findFirst()
                .orElse(length);
    }
}
