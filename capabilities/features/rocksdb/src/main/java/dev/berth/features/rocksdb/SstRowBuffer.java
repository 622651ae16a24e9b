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

/// Rows that make a file, outside of the heap, where RocksDB reads them: millions of small objects
/// that live for some tenths of a second are copied again and again by garbage collectors. Rows are
/// added by one thread, and then written by another.
final class SstRowBuffer implements AutoCloseable {
    /// A row with more has a page of its own.
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

    /// Writes them to a new file, in the order of their keys; of several with one key the one that
    /// was added last.
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

    /// Some of the rows: of each the lengths of key and value, then these.
    private static final class Page {
        private static final int HEAD_BYTES = 2 * Integer.BYTES;

        private final MemorySegment memory;

        /// Up to its position.
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

    /// Where a row lies.
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
