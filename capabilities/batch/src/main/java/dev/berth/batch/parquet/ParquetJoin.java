package dev.berth.batch.parquet;

import dev.berth.batch.parquet.ThriftStruct.Items;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Parquet files of one schema as one file: their groups of rows are copied byte by byte, and a
/// footer is written in which the places are those of the copies.
///
/// Source: Apache Parquet, parquet-format, `parquet.thrift`: places of chunks of columns are
/// counted from the begin of the file; nothing within a chunk says where it lies, but for page
/// indexes.
public final class ParquetJoin {
    private static final byte[] MAGIC = {'P', 'A', 'R', '1'};
    private static final int TAIL_BYTES = 8;

    /// Larger than the footer of a part, smaller than what does not fit into memory.
    private static final int FOOTER_BYTES_MAX = 64 << 20;

    /// Fields of FileMetaData.
    private static final int NUM_ROWS = 3;

    private static final int ROW_GROUPS = 4;

    /// Fields of RowGroup.
    private static final int COLUMNS = 1;

    private static final int GROUP_OFFSET = 5;
    private static final int ORDINAL = 7;

    /// Fields of ColumnChunk.
    private static final int CHUNK_OFFSET = 2;

    private static final int META_DATA = 3;
    private static final List<Integer> PAGE_INDEXES = List.of(4, 6);
    private static final List<Integer> ENCRYPTION = List.of(8, 9);

    /// Places in ColumnMetaData: of data, of an index, of a dictionary, of a Bloom filter.
    private static final List<Integer> PLACES = List.of(9, 10, 11, 14);

    private ParquetJoin() {}

    /// File with its footer.
    private record Part(Path file, long dataEnd, ThriftStruct footer) {}

    /// Writes parts as one file. Blocks.
    ///
    /// @param parts at least one
    /// @return false, with nothing written, if they have another form than this knows
    /// @throws IOException if a file cannot be read or written
    public static boolean write(List<Path> parts, Path file) throws IOException {
        List<Part> read = new ArrayList<>();
        for (Path part : parts) {
            Optional<Part> one = read(part);
            if (one.isEmpty() || !isPlain(one.get().footer())) {
                return false;
            }
            read.add(one.get());
        }
        byte[] form = form(read.getFirst().footer());
        if (!read.stream().allMatch(each -> Arrays.equals(form, form(each.footer())))) {
            return false;
        }
        try (FileChannel out =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeFully(out, ByteBuffer.wrap(MAGIC));
            List<Object> groups = new ArrayList<>();
            long rows = 0;
            for (Part part : read) {
                long shift = out.position() - MAGIC.length;
                copy(part, out);
                for (ThriftStruct group : part.footer().structs(ROW_GROUPS)) {
                    move(group, shift);
                    groups.add(group);
                }
                Long count = part.footer().number(NUM_ROWS);
                rows += count == null ? 0 : count;
            }
            ThriftStruct footer = read.getFirst().footer();
            footer.put(NUM_ROWS, CompactProtocol.I64, rows);
            footer.put(ROW_GROUPS, CompactProtocol.LIST, new Items(CompactProtocol.STRUCT, groups));
            byte[] bytes = CompactProtocol.write(footer);
            writeFully(out, ByteBuffer.wrap(bytes));
            writeFully(
                    out,
                    ByteBuffer.allocate(TAIL_BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(bytes.length)
                            .put(MAGIC)
                            .flip());
        }
        return true;
    }

    private static Optional<Part> read(Path file) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = in.size();
            if (size < MAGIC.length + TAIL_BYTES) {
                return Optional.empty();
            }
            ByteBuffer tail = bytes(in, size - TAIL_BYTES, TAIL_BYTES);
            int length = tail.getInt(0);
            if (!tail.slice(Integer.BYTES, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
                    || length < 0
                    || length > Math.min(FOOTER_BYTES_MAX, size - TAIL_BYTES - MAGIC.length)) {
                return Optional.empty();
            }
            long end = size - TAIL_BYTES - length;
            return Optional.of(new Part(file, end, CompactProtocol.read(bytes(in, end, length))));
        }
    }

    private static ByteBuffer bytes(FileChannel in, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (in.read(bytes, from + bytes.position()) < 0) {
                throw new IOException("the file became shorter");
            }
        }
        return bytes.flip();
    }

    /// Whether chunks have neither page indexes, which hold places of their own, nor encryption.
    private static boolean isPlain(ThriftStruct footer) {
        for (ThriftStruct group : footer.structs(ROW_GROUPS)) {
            for (ThriftStruct chunk : group.structs(COLUMNS)) {
                boolean hasMore =
                        chunk.fields().keySet().stream()
                                .anyMatch(
                                        id -> PAGE_INDEXES.contains(id) || ENCRYPTION.contains(id));
                if (hasMore || chunk.fields().containsKey(1) || metaData(chunk).isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Optional<ThriftStruct> metaData(ThriftStruct chunk) {
        ThriftStruct.Field field = chunk.fields().get(META_DATA);
        return field != null && field.value() instanceof ThriftStruct struct
                ? Optional.of(struct)
                : Optional.empty();
    }

    /// The footer without its rows.
    private static byte[] form(ThriftStruct footer) {
        var form = new ThriftStruct();
        footer.fields()
                .forEach(
                        (id, field) -> {
                            if (id != NUM_ROWS && id != ROW_GROUPS) {
                                form.put(id, field.type(), field.value());
                            }
                        });
        return CompactProtocol.write(form);
    }

    private static void move(ThriftStruct group, long shift) {
        shiftPlace(group, GROUP_OFFSET, shift);
        // Optional, of 16 bits, and another one in the whole file.
        group.fields().remove(ORDINAL);
        for (ThriftStruct chunk : group.structs(COLUMNS)) {
            shiftPlace(chunk, CHUNK_OFFSET, shift);
            ThriftStruct metaData = metaData(chunk).orElseThrow();
            PLACES.forEach(id -> shiftPlace(metaData, id, shift));
        }
    }

    /// Moves a place; some writers say 0 for none.
    private static void shiftPlace(ThriftStruct struct, int id, long shift) {
        Long place = struct.number(id);
        if (place != null && place > 0) {
            struct.shift(id, shift);
        }
    }

    private static void copy(Part part, FileChannel out) throws IOException {
        try (FileChannel in = FileChannel.open(part.file(), StandardOpenOption.READ)) {
            long at = MAGIC.length;
            while (at < part.dataEnd()) {
                long count = in.transferTo(at, part.dataEnd() - at, out);
                if (count <= 0) {
                    throw new IOException(part.file() + " became shorter");
                }
                at += count;
            }
        }
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
