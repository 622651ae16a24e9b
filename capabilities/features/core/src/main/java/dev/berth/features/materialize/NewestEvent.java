package dev.berth.features.materialize;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreBatch;
import dev.berth.features.online.ViewKeyspace;

/// Event time of the newest event in a view's rows, stored beside them. For a streamed view it is
/// the newest of the history.
final class NewestEvent {
    private NewestEvent() {}

    /// In microseconds since 1970; [Long#MIN_VALUE] if there is none.
    static long read(ViewKeyspace space, OnlineStore store) {
        byte[] kept = store.read(key(space));
        return kept == null ? Long.MIN_VALUE : new ByteReader(kept).readLong();
    }

    static void keep(long micros, ViewKeyspace space, StoreBatch batch) {
        if (micros == Long.MIN_VALUE) {
            batch.delete(key(space));
            return;
        }
        var out = new ByteWriter();
        out.writeLong(micros);
        batch.put(key(space), out.toBytes());
    }

    private static byte[] key(ViewKeyspace space) {
        return space.markKey("newest-event");
    }
}
