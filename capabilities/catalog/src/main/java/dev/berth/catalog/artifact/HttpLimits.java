package dev.berth.catalog.artifact;

import java.time.Duration;

/// The bounds of a transfer over HTTP.
///
/// @param connect how long a connection may take to come about
/// @param stall how long a transfer may stand still
/// @param bytesMax the longest file that is taken
public record HttpLimits(Duration connect, Duration stall, long bytesMax) {

    /// Patient with slow servers, and above every single model file in use.
    public static HttpLimits defaults() {
        return new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 64L << 30);
    }
}
