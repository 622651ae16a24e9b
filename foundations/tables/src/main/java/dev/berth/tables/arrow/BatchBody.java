package dev.berth.tables.arrow;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;

/// The parts of one batch of rows, in the order in which columns have them.
final class BatchBody {
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// What stands before a part that is compressed: how long it was, or that it is not.
    private static final int LENGTH_BYTES = 8;

    private static final long NOT_COMPRESSED = -1;

    private final MemorySegment body;
    private final RecordBatch batch;
    private int node;
    private int buffer;
    private int variadic;

    BatchBody(MemorySegment body, RecordBatch batch) {
        this.body = body;
        this.batch = batch;
    }

    /// How many rows the next column has, or part of one.
    int nextLength() {
        FieldNode next = batch.nodes(node++);
        if (next == null) {
            throw new IllegalArgumentException("fewer columns than the schema has");
        }
        return Math.toIntExact(next.length());
    }

    /// How many more buffers the next column of views has.
    int nextVariadic() {
        return Math.toIntExact(batch.variadicBufferCounts(variadic++));
    }

    MemorySegment nextBuffer() {
        Buffer next = batch.buffers(buffer++);
        if (next == null) {
            throw new IllegalArgumentException("fewer buffers than the columns have");
        }
        MemorySegment stored = body.asSlice(next.offset(), next.length());
        BodyCompression compression = batch.compression();
        if (compression == null || stored.byteSize() == 0) {
            return stored;
        }
        long length = stored.get(LONG, 0);
        MemorySegment rest = stored.asSlice(LENGTH_BYTES);
        return length == NOT_COMPRESSED
                ? rest
                : MemorySegment.ofArray(expanded(rest, compression.codec(), length));
    }

    private static byte[] expanded(MemorySegment compressed, byte codec, long length) {
        var bytes = new ByteArrayInputStream(compressed.toArray(ValueLayout.JAVA_BYTE));
        try (InputStream in =
                codec == CompressionType.ZSTD
                        ? new ZstdInputStream(bytes)
                        : new LZ4FrameInputStream(bytes)) {
            // Takes memory as it reads: a damaged file may declare any length.
            byte[] expanded = in.readNBytes(Math.toIntExact(length));
            if (expanded.length != length) {
                throw new IllegalArgumentException(
                        "a part of " + expanded.length + " bytes (expected: " + length + ")");
            }
            return expanded;
        } catch (IOException e) {
            throw new IllegalArgumentException("a part that cannot be expanded", e);
        }
    }
}
