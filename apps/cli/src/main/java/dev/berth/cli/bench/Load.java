package dev.berth.cli.bench;

import java.time.Duration;

/// How a model is called.
///
/// @param arrivals who decides when the next call begins
/// @param batch records of one call, at least 1
/// @param warmUp calls before this are not counted
/// @param duration how long calls are counted
public record Load(Arrivals arrivals, int batch, Duration warmUp, Duration duration) {

    /// When calls begin.
    public sealed interface Arrivals {

        /// A closed loop: this many callers, each of which calls again as soon as it has its
        /// answer. It shows what a model can do; its latencies flatter, since a slow answer holds
        /// back the calls that would have suffered.
        record Closed(int callers) implements Arrivals {
            public Closed {
                if (callers < 1) {
                    throw new IllegalArgumentException(
                            "--concurrency " + callers + " (expected: 1 or more)");
                }
            }
        }

        /// An open loop: this many calls a second at even distances, whether or not earlier ones
        /// were answered. A latency counts from the moment at which the call was due, so that
        /// waiting behind a slow one is not left out (no "coordinated omission").
        record Open(double callsPerSecond) implements Arrivals {
            public Open {
                if (!(callsPerSecond > 0)) {
                    throw new IllegalArgumentException(
                            "--rate " + callsPerSecond + " (expected: more than 0)");
                }
            }
        }
    }

    public Load {
        if (batch < 1) {
            throw new IllegalArgumentException("--batch " + batch + " (expected: 1 or more)");
        }
        if (duration.isZero()) {
            throw new IllegalArgumentException("--duration 0 (expected: 1ms or more)");
        }
    }

    /// In a few words, for tables.
    public String label() {
        return switch (arrivals) {
            case Arrivals.Closed(int callers) -> callers + (callers == 1 ? " caller" : " callers");
            case Arrivals.Open(double rate) -> rate + " calls/s";
        };
    }
}
