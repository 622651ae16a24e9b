package dev.berth.core.system;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Limits of one consumer's use, counted in requests and in the records that they hold.
///
/// @param whole of all its requests together
/// @param each besides, of those to the model or endpoint of this name
public record Quota(Limits whole, Map<String, Limits> each) {

    public Quota {
        each = Map.copyOf(each);
    }

    /// Limits of one kind. At least one is there.
    ///
    /// @param requests how quickly they may come; empty for any speed
    /// @param records how quickly those that requests hold may come; empty for any speed
    /// @param concurrentRequests how many may be in flight at the same time; empty for any number
    public record Limits(
            Optional<Rate> requests, Optional<Rate> records, OptionalInt concurrentRequests) {
        /// None of any kind.
        public static final Limits NONE =
                new Limits(Optional.empty(), Optional.empty(), OptionalInt.empty());

        public Limits {
            concurrentRequests.ifPresent(
                    count -> {
                        if (count < 1) {
                            throw new IllegalArgumentException(
                                    "concurrentRequests: " + count + " (expected: at least 1)");
                        }
                    });
        }
    }

    /// A bound of speed.
    ///
    /// @param perSecond on average: 0.001 to 1,000,000
    /// @param burst how many may come at once after a rest: 1 to 1,000,000
    public record Rate(double perSecond, int burst) {
        public static final double PER_SECOND_MIN = 0.001;
        public static final int PER_SECOND_MAX = 1_000_000;
        public static final int BURST_MAX = 1_000_000;

        public Rate {
            if (!(perSecond >= PER_SECOND_MIN && perSecond <= PER_SECOND_MAX)) {
                throw new IllegalArgumentException(
                        "perSecond: " + perSecond + " (expected: 0.001 to 1,000,000)");
            }
            if (burst < 1 || burst > BURST_MAX) {
                throw new IllegalArgumentException(
                        "burst: " + burst + " (expected: 1 to 1,000,000)");
            }
        }

        /// With as large a burst as may come in one second.
        public static Rate of(double perSecond, OptionalInt burst) {
            return new Rate(perSecond, burst.orElse(Math.max(1, (int) Math.ceil(perSecond))));
        }
    }
}
