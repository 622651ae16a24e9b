package dev.berth.protocol.oip;

/// How often something happened and how long it took altogether.
///
/// @param nanos the sum of all durations
public record DurationCount(long count, long nanos) {
    public static final DurationCount NONE = new DurationCount(0, 0);
}
