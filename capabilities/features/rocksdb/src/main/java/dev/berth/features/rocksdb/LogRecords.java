package dev.berth.features.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Reader of RocksDB's log format, used for manifests and write-ahead logs.
///
/// A file consists of blocks of 32 KiB. A record is one fragment, or a first, some middle and a
/// last one; each has its checksum, length and type in front, and none crosses a block. Source:
/// RocksDB's wiki, "Write Ahead Log File Format".
///
/// @param whole the complete records
/// @param isTorn whether a partial record follows: being written, never finished, or damaged
record LogRecords(List<byte[]> whole, boolean isTorn) {
    private static final int BLOCK_BYTES = 32 << 10;
    private static final int HEADER_BYTES = 7;

    /// Type of preallocated bytes.
    private static final int NONE = 0;

    private static final int FULL = 1;
    private static final int FIRST = 2;
    private static final int MIDDLE = 3;
    private static final int LAST = 4;

    /// Checksums are stored rotated and offset by this, so that a checksum over checksums never
    /// matches by chance.
    private static final int CHECKSUM_DELTA = 0xa282ead8;

    private static final int CHECKSUM_ROTATION = 15;

    /// Search range after a torn record: the next one begins in these blocks unless the torn one
    /// was longer than most batches.
    private static final int SEARCHED_BYTES = 4 * BLOCK_BYTES;

    LogRecords {
        whole = List.copyOf(whole);
    }

    private record Fragment(int type, ByteBuffer payload, boolean isIntact) {}

    /// Reads all records of a file.
    ///
    /// @throws IllegalArgumentException if a checksum is wrong
    static LogRecords of(byte[] file) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        byte[] begun = new byte[0];
        boolean isBegun = false;
        while (true) {
            int from = bytes.position();
            Optional<Fragment> next = next(bytes);
            if (next.isEmpty()) {
                return new LogRecords(records, isBegun || bytes.hasRemaining());
            }
            Fragment fragment = next.get();
            if (!fragment.isIntact()) {
                throw wrongChecksum(from);
            }
            int type = fragment.type();
            boolean isMore = type == MIDDLE || type == LAST;
            begun = joined(isMore ? begun : new byte[0], fragment.payload());
            isBegun = type == FIRST || type == MIDDLE;
            if (type == FULL || type == LAST) {
                records.add(begun);
            }
        }
    }

    /// Checks a write-ahead log up to the end of its writes. RocksDB takes a wrong length for that
    /// end and ignores later writes; after a real end there are none.
    ///
    /// @throws IllegalArgumentException if it is not
    static void requireIntact(ByteBuffer file) {
        ByteBuffer bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        while (true) {
            int from = bytes.position();
            Optional<Fragment> next = next(bytes);
            if (next.isPresent() && next.get().isIntact()) {
                continue;
            }
            int end = Math.min(bytes.limit(), from + SEARCHED_BYTES);
            for (int at = from + 1; at < end; at++) {
                bytes.position(at);
                if (next(bytes).filter(fragment -> isRecord(fragment)).isPresent()) {
                    throw wrongChecksum(from);
                }
            }
            return;
        }
    }

    private static boolean isRecord(Fragment fragment) {
        return fragment.isIntact() && fragment.type() <= LAST;
    }

    private static IllegalArgumentException wrongChecksum(int position) {
        return new IllegalArgumentException(
                "the checksum of the entry at byte " + position + " is wrong");
    }

    /// The next fragment; empty, without advancing, if there is none or it is incomplete.
    private static Optional<Fragment> next(ByteBuffer bytes) {
        int left = BLOCK_BYTES - bytes.position() % BLOCK_BYTES;
        if (left < HEADER_BYTES) {
            bytes.position(Math.min(bytes.position() + left, bytes.limit()));
            left = BLOCK_BYTES;
        }
        if (bytes.remaining() < HEADER_BYTES) {
            return Optional.empty();
        }
        int at = bytes.position();
        int checksum = bytes.getInt(at);
        int length = Short.toUnsignedInt(bytes.getShort(at + Integer.BYTES));
        int type = Byte.toUnsignedInt(bytes.get(at + HEADER_BYTES - 1));
        if (type == NONE && length == 0) {
            bytes.position(bytes.limit());
            return Optional.empty();
        }
        if (HEADER_BYTES + length > Math.min(left, bytes.remaining())) {
            return Optional.empty();
        }
        ByteBuffer payload = bytes.slice(at + HEADER_BYTES, length);
        bytes.position(at + HEADER_BYTES + length);
        return Optional.of(new Fragment(type, payload, checksum == checksum(type, payload)));
    }

    private static byte[] joined(byte[] begun, ByteBuffer fragment) {
        return ByteBuffer.allocate(begun.length + fragment.remaining())
                .put(begun)
                .put(fragment)
                .array();
    }

    private static int checksum(int type, ByteBuffer payload) {
        var checksum = new CRC32C();
        checksum.update(type);
        checksum.update(payload.duplicate());
        return Integer.rotateRight((int) checksum.getValue(), CHECKSUM_ROTATION) + CHECKSUM_DELTA;
    }
}
