package dev.berth.features.online;

import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import dev.berth.core.feature.DataSourceConfig;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the rows of a view lie in a store.
///
/// Rows belong to a *generation*. Materializing in full writes a new one beside that which is read,
/// and makes it the one that is read when it is whole.
public final class ViewKeyspace {
    /// Within which time a process notices that another made another generation the one that is
    /// read.
    public static final Duration GENERATION_NOTICED = Duration.ofMillis(500);

    private static final byte ROW = 'r';
    private static final byte MARK = 'm';
    private static final byte RETIRED = 'd';

    private final byte[] name;
    private final Current unwritten;

    private ViewKeyspace(ViewReference view, Current unwritten) {
        this.name = view.toString().getBytes(StandardCharsets.UTF_8);
        this.unwritten = unwritten;
    }

    /// That of a view of the definitions. One whose events arrive has a generation from the first,
    /// to which they come before it is ever materialized.
    public static ViewKeyspace of(FeatureView view, FeatureDefinitions definitions) {
        boolean isFed = definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream;
        return new ViewKeyspace(
                view.reference(), isFed ? new Current(1, Long.MIN_VALUE) : Current.NONE);
    }

    /// That of a version that is described no more.
    public static ViewKeyspace ofRetired(ViewReference view) {
        return new ViewKeyspace(view, Current.NONE);
    }

    /// The key that there is once the view is retired, whose rows then go.
    public byte[] retiredKey() {
        return all(RETIRED);
    }

    /// Takes away all rows, and then what is noted about the view but that this was done. What is
    /// interrupted is to be run again. The view must not be written meanwhile or later; readers
    /// find out that it is retired before rows go.
    ///
    /// @param pause after which all readers have found out
    /// @return false if it was done before
    public boolean clear(OnlineStore store, Duration pause) {
        byte[] done = markKey("cleared");
        if (store.read(done) != null) {
            return false;
        }
        var retired = new StoreBatch();
        retired.put(retiredKey(), new byte[0]);
        store.write(retired);
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        store.deletePrefix(all(ROW));
        store.deletePrefix(all(MARK));
        var note = new StoreBatch();
        note.put(done, new byte[0]);
        store.write(note);
        return true;
    }

    /// What all keys that concern the view begin with.
    public List<byte[]> prefixes() {
        return List.of(all(ROW), all(MARK));
    }

    private byte[] all(byte kind) {
        return ByteBuffer.allocate(name.length + 2).put(kind).put(name).put((byte) 0).array();
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
        return current(store.read(currentKey()));
    }

    /// The same, of what the store has at [#currentKey].
    public Current current(byte @Nullable [] bytes) {
        return bytes == null
                ? unwritten
                : LostRows.read(
                        "which rows of " + new String(name, StandardCharsets.UTF_8) + " are read",
                        () -> Current.read(new ByteReader(bytes)));
    }

    /// The key of the mark that says which generation is read.
    public byte[] currentKey() {
        return markKey("current");
    }

    /// The key of the mark that says how much of a source's log is in a generation.
    public byte[] fedKey(int generation) {
        return markKey("fed" + generation);
    }

    /// Which rows of a view are read.
    ///
    /// @param generation from 1 on; 0 if there is none
    /// @param untilMicros up to when events of the history are in it; [Long#MIN_VALUE] for none
    public record Current(int generation, long untilMicros) {
        public static final Current NONE = new Current(0, Long.MIN_VALUE);

        /// There were rows, and they are lost: what is noted in their place, until they are written
        /// anew. Told from [#NONE] by an instant that no history ends at.
        public static final Current LOST = new Current(0, Long.MIN_VALUE + 1);

        /// Whether the rows are [#LOST].
        public boolean isLost() {
            return equals(LOST);
        }

        /// Whether events of a history are in the rows.
        public boolean hasHistory() {
            return untilMicros != Long.MIN_VALUE && !isLost();
        }

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
