package dev.berth.core.feature;

/// What a whole number counts that stands for a time: since 1970-01-01T00:00:00Z.
public enum EpochUnit {
    SECONDS,
    MILLIS,
    MICROS
}
