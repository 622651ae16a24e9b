package dev.berth.client.wire;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Headers with the caller's remaining time.
final class Timeouts {
    /// gRPC's timeouts have eight digits at most.
    private static final long DIGITS_END = 100_000_000;

    private Timeouts() {}

    /// Whole milliseconds, rounded down so that the server gives up first, at least 1.
    static Map<String, String> http(long remainingNanos) {
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(remainingNanos));
        return Map.of("berth-timeout-millis", Long.toString(millis));
    }

    static Map<String, String> grpc(long remainingNanos) {
        return Map.of("grpc-timeout", grpcText(Math.max(1, remainingNanos / 1000)));
    }

    private static String grpcText(long micros) {
        return micros < DIGITS_END ? micros + "u" : Math.min(micros / 1000, DIGITS_END - 1) + "m";
    }
}
