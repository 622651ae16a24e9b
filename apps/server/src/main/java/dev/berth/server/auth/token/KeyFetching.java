package dev.berth.server.auth.token;

import java.time.Duration;

/// Settings for fetching issuers' keys.
///
/// @param interval how old they get before they are fetched again; so long does a key live on that
///   its issuer has withdrawn
/// @param retryPause after a fetch that failed
/// @param unknownKeyPause the least time between fetches for unknown keys, so that forged tokens
///   cannot flood the issuer
/// @param timeout for one fetch as a whole
/// @param bytesMax of a key set; a key takes some 400 bytes, one with certificates some thousands
public record KeyFetching(
        Duration interval,
        Duration retryPause,
        Duration unknownKeyPause,
        Duration timeout,
        int bytesMax) {

    public KeyFetching {
        if (interval.isNegative()
                || retryPause.isNegative()
                || unknownKeyPause.isNegative()
                || !timeout.isPositive()
                || bytesMax < 1) {
            throw new IllegalArgumentException(
                    "key fetching: "
                            + interval
                            + ", "
                            + retryPause
                            + ", "
                            + unknownKeyPause
                            + ", "
                            + timeout
                            + ", "
                            + bytesMax
                            + " (expected: no negative times, and room)");
        }
    }

    public static KeyFetching defaults() {
        return new KeyFetching(
                Duration.ofMinutes(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                256 << 10);
    }
}
