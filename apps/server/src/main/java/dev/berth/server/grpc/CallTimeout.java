package dev.berth.server.grpc;

import io.vertx.core.http.HttpHeaders;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Timeout of a call, from the header `grpc-timeout`: up to eight digits and a unit.
///
/// Source: gRPC over HTTP/2, "Timeout".
final class CallTimeout {
    static final CharSequence HEADER = HttpHeaders.createOptimized("grpc-timeout");

    private static final int DIGITS_MAX = 8;

    /// Keeps the sum from overflowing; no caller waits for a day.
    private static final long NANOS_MAX = 86_400_000_000_000L;

    private CallTimeout() {}

    /// When the caller stops waiting, on the scale of [System#nanoTime()]; empty for no limit of
    /// its own.
    ///
    /// @param startNanos when the call arrived, on the same scale
    static OptionalLong deadlineNanos(long startNanos, @Nullable String header) {
        OptionalLong nanos = nanos(header);
        return nanos.isEmpty()
                ? nanos
                : OptionalLong.of(startNanos + Math.min(nanos.getAsLong(), NANOS_MAX));
    }

    /// In nanoseconds; empty without a header, or if it cannot be read, as no limit is meant by
    /// then.
    static OptionalLong nanos(@Nullable String header) {
        int digits = header == null ? 0 : header.length() - 1;
        if (header == null || digits < 1 || digits > DIGITS_MAX) {
            return OptionalLong.empty();
        }
        long count = 0;
        for (int i = 0; i < digits; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalLong.empty();
            }
            count = 10 * count + digit;
        }
        TimeUnit unit = unit(header.charAt(digits));
        return unit == null ? OptionalLong.empty() : OptionalLong.of(unit.toNanos(count));
    }

    private static @Nullable TimeUnit unit(char letter) {
        return switch (letter) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> null;
        };
    }
}
