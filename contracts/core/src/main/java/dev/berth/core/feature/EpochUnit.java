package dev.berth.core.feature;

/// Unit of whole numbers that stand for times: counted since 1970-01-01T00:00:00Z.
public enum EpochUnit {
    SECONDS(1_000_000),
    MILLIS(1_000),
    MICROS(1);

    private final long micros;

    EpochUnit(long micros) {
        this.micros = micros;
    }

    /// How many microseconds one of it has.
    public long micros() {
        return micros;
    }
}
