package dev.berth.features.ingest;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.SourceName;
import dev.berth.features.online.LostRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What arrived last of a source, as it is noted with the rows, so that every process that reads
/// them knows.
///
/// @param newest when the event happened that happened last of those that were accepted
/// @param arrived when the last one was accepted
public record StreamProgress(Instant newest, Instant arrived) {

    /// Where a store has it.
    public static byte[] key(SourceName source) {
        return new SourceKeyspace(source).noteKey("latest");
    }

    /// What the store has there; empty if nothing was ever accepted.
    public static Optional<StreamProgress> read(byte @Nullable [] bytes) {
        if (bytes == null) {
            return Optional.empty();
        }
        var in = new ByteReader(bytes);
        return Optional.of(
                LostRows.read(
                        "what arrived last of a stream",
                        () -> new StreamProgress(instant(in.readLong()), instant(in.readLong()))));
    }

    byte[] toBytes() {
        var out = new ByteWriter();
        out.writeLong(micros(newest));
        out.writeLong(micros(arrived));
        return out.toBytes();
    }

    /// That with another event, which arrived after it.
    static StreamProgress after(Optional<StreamProgress> before, long eventMicros, long nowMicros) {
        Instant event = instant(eventMicros);
        Instant newest =
                before.map(StreamProgress::newest)
                        .filter(known -> known.isAfter(event))
                        .orElse(event);
        return new StreamProgress(newest, instant(nowMicros));
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
