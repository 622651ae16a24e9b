package dev.berth.tables.arrow;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Block;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/// Writes a file of Arrow, row by row. Nothing is compressed, so that others can map the file. For
/// one thread; without [#finish] the file is not whole.
public final class ArrowFileWriter implements AutoCloseable {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

    /// So many rows, or bytes, are put together: enough to make a batch's metadata small in
    /// relation.
    private static final int BATCH_ROWS_MAX = 65_536;

    private static final long BATCH_BYTES_MAX = 32L << 20;

    /// Messages, and the buffers in them, begin at multiples of this.
    private static final int ALIGNMENT = 8;

    private static final int CONTINUATION = -1;

    private final OutputStream out;
    private final List<ColumnBuffers> columns;
    private final List<long[]> blocks = new ArrayList<>();
    private long position;
    private int rowCount;

    private ArrowFileWriter(OutputStream out, List<ColumnBuffers> columns) {
        this.out = out;
        this.columns = columns;
    }

    /// Begins a file.
    public static ArrowFileWriter open(Path path, List<ArrowColumn> columns) throws IOException {
        var output =
                new ArrowFileWriter(
                        new BufferedOutputStream(Files.newOutputStream(path)),
                        columns.stream().map(ColumnBuffers::of).toList());
        output.write(MAGIC);
        output.pad();
        output.begin();
        return output;
    }

    private void begin() throws IOException {
        var message = new FlatBufferBuilder();
        message(message, MessageHeader.Schema, schema(message), 0);
    }

    private int schema(FlatBufferBuilder message) {
        int[] fields = columns.stream().mapToInt(column -> column.field(message)).toArray();
        int all = Schema.createFieldsVector(message, fields);
        return Schema.createSchema(message, Endianness.Little, all, 0, 0);
    }

    /// Puts a value into the row that is being written, in the Java form of the column's type.
    public void put(int column, @Nullable Object value) {
        columns.get(column).add(value);
    }

    /// Ends the row that is being written.
    public void endRow() throws IOException {
        rowCount++;
        if (rowCount >= BATCH_ROWS_MAX || (rowCount % 64 == 0 && isFull())) {
            flush();
        }
    }

    private boolean isFull() {
        return columns.stream().mapToLong(ColumnBuffers::byteCount).sum() >= BATCH_BYTES_MAX;
    }

    private void flush() throws IOException {
        List<int[]> nodes = new ArrayList<>();
        List<GrowableBuffer> buffers = new ArrayList<>();
        columns.forEach(column -> column.collect(nodes, buffers));
        long bodyBytes = buffers.stream().mapToLong(bytes -> aligned(bytes.size())).sum();
        var message = new FlatBufferBuilder();
        long begin = position;
        int metadataBytes =
                message(
                        message,
                        MessageHeader.RecordBatch,
                        batch(message, nodes, buffers),
                        bodyBytes);
        for (GrowableBuffer buffer : buffers) {
            buffer.writeTo(out);
            position += buffer.size();
            pad();
        }
        blocks.add(new long[] {begin, metadataBytes, bodyBytes});
        columns.forEach(ColumnBuffers::clear);
        rowCount = 0;
    }

    /// Of vectors of structs the last comes first.
    private int batch(FlatBufferBuilder message, List<int[]> nodes, List<GrowableBuffer> buffers) {
        RecordBatch.startNodesVector(message, nodes.size());
        for (int[] node : nodes.reversed()) {
            FieldNode.createFieldNode(message, node[0], node[1]);
        }
        int nodesAt = message.endVector();
        RecordBatch.startBuffersVector(message, buffers.size());
        long end = buffers.stream().mapToLong(bytes -> aligned(bytes.size())).sum();
        for (GrowableBuffer buffer : buffers.reversed()) {
            end -= aligned(buffer.size());
            Buffer.createBuffer(message, end, buffer.size());
        }
        int buffersAt = message.endVector();
        return RecordBatch.createRecordBatch(message, rowCount, nodesAt, buffersAt, 0, 0);
    }

    /// Writes a message; how many bytes stand before its body.
    private int message(FlatBufferBuilder builder, byte type, int header, long bodyBytes)
            throws IOException {
        builder.finish(
                Message.createMessage(builder, MetadataVersion.V5, type, header, bodyBytes, 0));
        byte[] bytes = builder.sizedByteArray();
        int prefix = 2 * Integer.BYTES;
        int padded = (int) aligned(prefix + bytes.length) - prefix;
        writeInt(CONTINUATION);
        writeInt(padded);
        write(bytes);
        pad();
        return prefix + padded;
    }

    private static long aligned(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void pad() throws IOException {
        write(new byte[(int) (aligned(position) - position)]);
    }

    private void writeInt(int value) throws IOException {
        write(
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(value)
                        .array());
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    /// Writes what is left, and the table of contents.
    public void finish() throws IOException {
        if (rowCount > 0) {
            flush();
        }
        writeInt(CONTINUATION);
        writeInt(0);
        var footer = new FlatBufferBuilder();
        int schema = schema(footer);
        Footer.startRecordBatchesVector(footer, blocks.size());
        for (long[] block : blocks.reversed()) {
            Block.createBlock(footer, block[0], (int) block[1], block[2]);
        }
        int batches = footer.endVector();
        Footer.startFooter(footer);
        Footer.addVersion(footer, MetadataVersion.V5);
        Footer.addSchema(footer, schema);
        Footer.addRecordBatches(footer, batches);
        footer.finish(Footer.endFooter(footer));
        byte[] bytes = footer.sizedByteArray();
        write(bytes);
        writeInt(bytes.length);
        write(MAGIC);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
