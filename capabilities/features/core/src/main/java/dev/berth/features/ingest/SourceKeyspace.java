package dev.berth.features.ingest;

import dev.berth.core.feature.SourceName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Key layout of a source's stream state in an online store, beside the rows of its views.
final class SourceKeyspace {
    private static final byte NOTE = 'n';
    private static final byte POSITION = 'o';
    private static final byte ID = 'i';
    private static final byte LOG = 'l';

    private final byte[] name;

    SourceKeyspace(SourceName source) {
        this.name = source.value().getBytes(StandardCharsets.UTF_8);
    }

    /// The key of a note about the source.
    byte[] noteKey(String what) {
        byte[] word = what.getBytes(StandardCharsets.UTF_8);
        return begun(NOTE, word.length).put(word).array();
    }

    /// The key of the offset reached in a partition.
    byte[] positionKey(Partition partition) {
        byte[] topic = partition.topic().getBytes(StandardCharsets.UTF_8);
        return begun(POSITION, topic.length + 1 + Integer.BYTES)
                .put(topic)
                .put((byte) 0)
                .putInt(partition.number())
                .array();
    }

    /// The prefix of the ids of one period.
    byte[] idPrefix(long period) {
        return begun(ID, Long.BYTES).putLong(period).array();
    }

    /// The key of an entry of the log.
    byte[] logKey(long number) {
        return begun(LOG, Long.BYTES).putLong(number).array();
    }

    /// The prefixes of all keys of the stream.
    List<byte[]> prefixes() {
        return Stream.of(NOTE, POSITION, ID, LOG).map(kind -> begun(kind, 0).array()).toList();
    }

    private ByteBuffer begun(byte kind, int more) {
        return ByteBuffer.allocate(name.length + 2 + more).put(kind).put(name).put((byte) 0);
    }
}
