package dev.berth.features.online;

import dev.berth.core.feature.ViewReference;
import dev.berth.features.bytes.ByteReader;
import dev.berth.features.bytes.ByteWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Where the rows of a view lie in a store.
///
/// Rows belong to a *generation*. Materialising in full writes a new one beside that which is read,
/// and makes it the one that is read when it is whole.
public final class ViewSpace {
    /// Within which time a process notices that another made another generation the one that is
    /// read.
    public static final Duration GENERATION_NOTICED = Duration.ofMillis(500);

    private static final byte ROW = 'r';
    private static final byte MARK = 'm';

    private final byte[] name;

    public ViewSpace(ViewReference view) {
        this.name = view.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// What the keys of a generation's rows begin with.
    public byte[] prefix(int generation) {
        return ByteBuffer.allocate(name.length + 6)
                .put(ROW)
                .put(name)
                .put((byte) 0)
                .putInt(generation)
                .array();
    }

    /// The key of an entity's row.
    public byte[] rowKey(byte[] prefix, byte[] entityKey) {
        return ByteBuffer.allocate(prefix.length + entityKey.length)
                .put(prefix)
                .put(entityKey)
                .array();
    }

    /// The key of something that is noted about the view.
    public byte[] markKey(String what) {
        byte[] word = what.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + word.length + 2)
                .put(MARK)
                .put(name)
                .put((byte) 0)
                .put(word)
                .array();
    }

    /// What is read of the view now; [Current#NONE] if nothing was ever written.
    public Current current(OnlineStore store) {
        byte[] bytes = store.read(markKey("current"));
        return bytes == null ? Current.NONE : Current.read(new ByteReader(bytes));
    }

    /// Which rows of a view are read.
    ///
    /// @param generation from 1 on; 0 if there is none
    /// @param untilMicros up to when events of the history are in it; [Long#MIN_VALUE] for none
    public record Current(int generation, long untilMicros) {
        public static final Current NONE = new Current(0, Long.MIN_VALUE);

        static Current read(ByteReader in) {
            return new Current((int) in.readUnsigned(), in.readLong());
        }

        /// In bytes, as a mark has them.
        public byte[] toBytes() {
            var out = new ByteWriter();
            out.writeUnsigned(generation);
            out.writeLong(untilMicros);
            return out.toBytes();
        }
    }
}
