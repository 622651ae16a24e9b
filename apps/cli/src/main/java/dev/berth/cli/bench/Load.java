package dev.berth.cli.bench;

import java.time.Duration;

/// Load on a model.
///
/// @param arrivals schedule of calls
/// @param batch records per call, at least 1
/// @param warmUp calls before this are not counted
/// @param duration of the counted part
public record Load(Arrivals arrivals, int batch, Duration warmUp, Duration duration) {

    /// Schedule of calls.
    public sealed interface Arrivals {

        /// Closed loop: a number of callers, each calling again after its response. It shows the
        /// throughput; its latencies are too optimistic, since a slow response delays the calls
        /// that would have suffered.
        record Closed(int callers) implements Arrivals {
            public Closed {
                if (callers < 1) {
                    throw new IllegalArgumentException(
                            "--concurrency " + callers + " (expected: 1 or more)");
                }
            }
        }

        /// Open loop: calls at a constant rate, whether or not earlier ones have responses. A
        /// latency starts when the call was due, so that queueing behind a slow one is included (no
        /// "coordinated omission").
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

    /// A short label for tables.
    public String label() {
        return switch (arrivals) {
            case Arrivals.Closed(int callers) -> callers + (callers == 1 ? " caller" : " callers");
            case Arrivals.Open(double rate) -> rate + " calls/s";
        };
    }
}
