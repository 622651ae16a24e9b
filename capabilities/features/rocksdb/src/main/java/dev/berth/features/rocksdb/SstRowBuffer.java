package dev.berth.features.rocksdb;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.rocksdb.EnvOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileWriter;

/// Off-heap buffer of the rows of one table file, in a form that RocksDB reads: garbage collectors
/// would repeatedly copy millions of short-lived objects. One thread adds rows, then another writes
/// them.
final class SstRowBuffer implements AutoCloseable {
    /// A larger row has its own page.
    private static final int PAGE_BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final List<Page> pages = new ArrayList<>();
    private byte[] last = new byte[0];
    private boolean ascending = true;

    void add(byte[] key, byte[] value) {
        ascending &= pages.isEmpty() || Arrays.compareUnsigned(last, key) < 0;
        last = key;
        int size = Math.addExact(Page.HEAD_BYTES, Math.addExact(key.length, value.length));
        if (pages.isEmpty() || pages.getLast().bytes.remaining() < size) {
            pages.add(new Page(arena.allocate(Math.max(PAGE_BYTES, size))));
        }
        pages.getLast().add(key, value);
    }

    /// Writes the rows to a new file in key order; of equal keys the last one added.
    void writeTo(Path file, Options options) throws RocksDBException {
        try (var environment = new EnvOptions();
                var writer = new SstFileWriter(environment, options)) {
            writer.open(file.toString());
            if (ascending) {
                for (Page page : pages) {
                    for (int at = 0; at < page.bytes.position(); at = page.next(at)) {
                        page.write(at, writer);
                    }
                }
            } else {
                writeSorted(writer);
            }
            writer.finish();
        }
    }

    private void writeSorted(SstFileWriter writer) throws RocksDBException {
        List<Place> places = new ArrayList<>();
        for (Page page : pages) {
            for (int at = 0; at < page.bytes.position(); at = page.next(at)) {
                places.add(new Place(page, at));
            }
        }
        // The sort is stable.
        places.sort(Place::compareKeys);
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            if (i + 1 == places.size() || place.compareKeys(places.get(i + 1)) != 0) {
                place.page.write(place.at, writer);
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    /// Page of rows: lengths of key and value, then both.
    private static final class Page {
        private static final int HEAD_BYTES = 2 * Integer.BYTES;

        private final MemorySegment memory;

        /// Filled up to its position.
        private final ByteBuffer bytes;

        private final ByteBuffer key;
        private final ByteBuffer value;

        Page(MemorySegment memory) {
            this.memory = memory;
            this.bytes = memory.asByteBuffer();
            this.key = bytes.duplicate();
            this.value = bytes.duplicate();
        }

        void add(byte[] newKey, byte[] newValue) {
            bytes.putInt(newKey.length).putInt(newValue.length).put(newKey).put(newValue);
        }

        int keyLength(int at) {
            return bytes.getInt(at);
        }

        int next(int at) {
            return at + HEAD_BYTES + keyLength(at) + bytes.getInt(at + Integer.BYTES);
        }

        void write(int at, SstFileWriter writer) throws RocksDBException {
            int keyFrom = at + HEAD_BYTES;
            int valueFrom = keyFrom + keyLength(at);
            key.limit(valueFrom).position(keyFrom);
            value.limit(next(at)).position(valueFrom);
            writer.put(key, value);
        }
    }

    /// Location of a row.
    private record Place(Page page, int at) {
        int compareKeys(Place other) {
            long from = (long) at + Page.HEAD_BYTES;
            long otherFrom = (long) other.at + Page.HEAD_BYTES;
            int length = page.keyLength(at);
            int otherLength = other.page.keyLength(other.at);
            long same =
                    MemorySegment.mismatch(
                            page.memory,
                            from,
                            from + length,
                            other.page.memory,
                            otherFrom,
                            otherFrom + otherLength);
            if (same < 0 || same >= Math.min(length, otherLength)) {
                return Integer.compare(length, otherLength);
            }
            return Byte.compareUnsigned(
                    page.memory.get(ValueLayout.JAVA_BYTE, from + same),
                    other.page.memory.get(ValueLayout.JAVA_BYTE, otherFrom + same));
        }
    }
}
