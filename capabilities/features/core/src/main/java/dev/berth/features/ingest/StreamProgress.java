package dev.berth.features.ingest;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.SourceName;
import dev.berth.features.online.LostRows;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Latest accepted event of a source, stored with the rows for all processes that read them.
///
/// @param newest event time of the newest accepted event
/// @param arrived when the last event was accepted
public record StreamProgress(Instant newest, Instant arrived) {

    /// Its key in the store.
    public static byte[] key(SourceName source) {
        return new SourceKeyspace(source).noteKey("latest");
    }

    /// Reads the stored progress; empty if no event was ever accepted.
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

    /// The progress after another event.
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
