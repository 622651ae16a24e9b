package dev.berth.protocol.oip;

/// A count of events with their total duration.
///
/// @param nanos the sum of all durations
public record DurationCount(long count, long nanos) {
    public static final DurationCount NONE = new DurationCount(0, 0);
}
