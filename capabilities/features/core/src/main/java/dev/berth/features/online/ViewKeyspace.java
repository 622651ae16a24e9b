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

/// Key layout of one view's rows in an online store.
///
/// Rows belong to a *generation*. A full materialization writes a new one beside the current one
/// and makes it current once complete.
public final class ViewKeyspace {
    /// Time within which a process notices that another generation became current.
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

    /// Layout of a defined view. A streamed view has a generation from the start, which receives
    /// events before the first materialization.
    public static ViewKeyspace of(FeatureView view, FeatureDefinitions definitions) {
        boolean isFed = definitions.sourceOf(view).origin() instanceof DataSourceConfig.Stream;
        return new ViewKeyspace(
                view.reference(), isFed ? new Current(1, Long.MIN_VALUE) : Current.NONE);
    }

    /// Layout of a version that is no longer described.
    public static ViewKeyspace ofRetired(ViewReference view) {
        return new ViewKeyspace(view, Current.NONE);
    }

    /// The key that marks the view as retired, after which its rows are deleted.
    public byte[] retiredKey() {
        return all(RETIRED);
    }

    /// Deletes all rows, and then all marks but the one of this deletion. Must be repeated after an
    /// interruption, and nothing may write the view any more; readers notice the retirement before
    /// rows are deleted.
    ///
    /// @param pause after which all readers have noticed
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

    /// The prefixes of all keys of the view.
    public List<byte[]> prefixes() {
        return List.of(all(ROW), all(MARK));
    }

    private byte[] all(byte kind) {
        return ByteBuffer.allocate(name.length + 2).put(kind).put(name).put((byte) 0).array();
    }

    /// The prefix of a generation's rows.
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

    /// The key of a mark of the view.
    public byte[] markKey(String what) {
        byte[] word = what.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + word.length + 2)
                .put(MARK)
                .put(name)
                .put((byte) 0)
                .put(word)
                .array();
    }

    /// The current rows of the view; [Current#NONE] if nothing was ever written.
    public Current current(OnlineStore store) {
        return current(store.read(currentKey()));
    }

    /// Decodes the mark at [#currentKey].
    public Current current(byte @Nullable [] bytes) {
        return bytes == null
                ? unwritten
                : LostRows.read(
                        "which rows of " + new String(name, StandardCharsets.UTF_8) + " are read",
                        () -> Current.read(new ByteReader(bytes)));
    }

    /// The key of the mark that names the current generation.
    public byte[] currentKey() {
        return markKey("current");
    }

    /// The key of the mark with the log position of a generation.
    public byte[] fedKey(int generation) {
        return markKey("fed" + generation);
    }

    /// Current rows of a view.
    ///
    /// @param generation from 1 on; 0 if there is none
    /// @param untilMicros instant up to which they contain the history; [Long#MIN_VALUE] for none
    public record Current(int generation, long untilMicros) {
        public static final Current NONE = new Current(0, Long.MIN_VALUE);

        /// Mark of lost rows, until they are rewritten. Distinguished from [#NONE] by an instant at
        /// which no history ends.
        public static final Current LOST = new Current(0, Long.MIN_VALUE + 1);

        /// Whether the rows are [#LOST].
        public boolean isLost() {
            return equals(LOST);
        }

        /// Whether the rows contain history.
        public boolean hasHistory() {
            return untilMicros != Long.MIN_VALUE && !isLost();
        }

        static Current read(ByteReader in) {
            return new Current((int) in.readUnsigned(), in.readLong());
        }

        /// Encodes the mark.
        public byte[] toBytes() {
            var out = new ByteWriter();
            out.writeUnsigned(generation);
            out.writeLong(untilMicros);
            return out.toBytes();
        }
    }
}
