package dev.berth.tables.arrow;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.jspecify.annotations.Nullable;

/// A file of Arrow that is read batch by batch, from its beginning: a file proper, with "ARROW1" at
/// both ends, is a stream with a table of contents behind it, so streams are read as well. The file
/// is mapped, not loaded. Buffers may be compressed (LZ4, Zstandard), columns may have
/// dictionaries. For one thread.
public final class ArrowFile implements AutoCloseable {
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final byte[] MAGIC = {'A', 'R', 'R', 'O', 'W', '1'};

    /// The magic bytes, and two more up to a multiple of eight.
    private static final int MAGIC_BYTES = 8;

    /// Stands before the length of each message since version 0.15 of the format.
    private static final int CONTINUATION = -1;

    /// Its values may be greater than any type of features has.
    private static final ArrowType UNSIGNED_LONG = new ArrowType.Whole(64, false);

    private final Path path;
    private final Arena arena;
    private final MemorySegment file;
    private final List<ArrowField> fields = new ArrayList<>();
    private final Map<Long, List<ArrowVector>> dictionaries = new HashMap<>();
    private List<ArrowVector> batch = List.of();
    private int rowCount;
    private long position;

    @SuppressWarnings("MustBeClosedChecker") // It is closed with this.
    private ArrowFile(Path path) throws IOException {
        this.path = path;
        this.arena = Arena.ofConfined();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            this.file = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    /// Opens a file and reads what columns it has.
    ///
    /// @throws ProblemException `source-unavailable` if it cannot be read, or is none of Arrow
    public static ArrowFile open(Path path) {
        ArrowFile opened;
        try {
            opened = new ArrowFile(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        try {
            opened.whole(opened::readSchema);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private boolean readSchema() {
        boolean isFile =
                file.byteSize() >= MAGIC_BYTES
                        && MemorySegment.ofArray(MAGIC).mismatch(file.asSlice(0, MAGIC.length)) < 0;
        position = isFile ? MAGIC_BYTES : 0;
        Message message = nextMessage();
        if (message == null || message.headerType() != MessageHeader.Schema) {
            throw new IllegalArgumentException("no schema at its beginning");
        }
        var schema = (Schema) header(message, new Schema());
        if (schema.endianness() != Endianness.Little) {
            throw new IllegalArgumentException("bytes in big-endian order (expected: little)");
        }
        for (int i = 0; i < schema.fieldsLength(); i++) {
            fields.add(ArrowField.of(schema.fields(i)));
        }
        return true;
    }

    private static Object header(Message message, com.google.flatbuffers.Table into) {
        Object header = message.header(into);
        if (header == null) {
            throw new IllegalArgumentException("a message without its details");
        }
        return header;
    }

    /// The message at the position; null at the end.
    private @Nullable Message nextMessage() {
        if (file.byteSize() - position < Integer.BYTES) {
            return null;
        }
        int length = file.get(INT, position);
        position += Integer.BYTES;
        if (length == CONTINUATION) {
            length = file.get(INT, position);
            position += Integer.BYTES;
        }
        if (length == 0) {
            return null;
        }
        MemorySegment bytes = file.asSlice(position, length);
        position += length;
        return Message.getRootAsMessage(bytes.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
    }

    /// The columns by their names, with what DuckDB calls their types: `UINTEGER`, `VARCHAR[]`. Of
    /// [#isRead] columns alone there are values.
    ///
    /// @throws ProblemException `source-unavailable` if two columns have one name
    public Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        for (ArrowField field : fields) {
            if (types.put(field.name(), field.type().label()) != null) {
                throw unreadable(
                        path, new IllegalArgumentException("two columns '" + field.name() + "'"));
            }
        }
        return types;
    }

    /// Whether values of a column can be read, by its index in [#types].
    public boolean isRead(int column) {
        ArrowType type = fields.get(column).type();
        ArrowType of = type instanceof ArrowType.ListOf list ? list.element() : type;
        return !(type instanceof ArrowType.Other) && !of.equals(UNSIGNED_LONG);
    }

    /// Goes to the next batch of rows; false at the end.
    ///
    /// @throws ProblemException `source-unavailable` if the file is damaged
    public boolean next() {
        return whole(this::readBatch);
    }

    private boolean readBatch() {
        for (Message message = nextMessage(); message != null; message = nextMessage()) {
            MemorySegment body = file.asSlice(position, message.bodyLength());
            position += message.bodyLength();
            switch (message.headerType()) {
                case MessageHeader.RecordBatch -> {
                    take((RecordBatch) header(message, new RecordBatch()), body);
                    return true;
                }
                case MessageHeader.DictionaryBatch ->
                        take((DictionaryBatch) header(message, new DictionaryBatch()), body);
                default ->
                        throw new IllegalArgumentException(
                                "a message of kind " + message.headerType());
            }
        }
        return false;
    }

    private void take(RecordBatch record, MemorySegment body) {
        var parts = new BatchBody(body, record);
        List<ArrowVector> columns = new ArrayList<>();
        rowCount = Math.toIntExact(record.length());
        for (ArrowField field : fields) {
            ArrowVector column = ArrowVector.read(field, parts);
            if (column.length() != rowCount) {
                throw new IllegalArgumentException(
                        "a column of " + column.length() + " rows in a batch of " + rowCount);
            }
            columns.add(column);
        }
        batch = columns;
    }

    private void take(DictionaryBatch dictionary, MemorySegment body) {
        RecordBatch values = dictionary.data();
        ArrowField field =
                fields.stream()
                        .filter(each -> each.dictionary().orElse(-1) == dictionary.id())
                        .findFirst()
                        .orElse(null);
        // Dictionaries within other columns are of those that are passed over.
        if (field == null || values == null) {
            return;
        }
        List<ArrowVector> all =
                dictionaries.computeIfAbsent(dictionary.id(), _ -> new ArrayList<>());
        if (!dictionary.isDelta()) {
            all.clear();
        }
        all.add(ArrowVector.read(field.ofDictionary(), new BatchBody(body, values)));
    }

    /// How many rows the batch has.
    public int rowCount() {
        return rowCount;
    }

    /// A value of the batch, by the column's place in [#types] and the row.
    ///
    /// @return a Boolean, Integer, Long, Float, Double, String, `byte[]`, or List of these; a date
    ///   as an Integer in days and a timestamp as a Long in microseconds, since 1970; null for none
    /// @throws ProblemException `source-unavailable` if the file is damaged
    public @Nullable Object value(int column, int row) {
        try {
            ArrowVector vector = batch.get(column);
            ArrowField field = fields.get(column);
            return field.dictionary().isEmpty() || vector.value(row) == null
                    ? vector.value(row)
                    : word(field.dictionary().getAsLong(), vector.place(row));
        } catch (RuntimeException e) {
            throw unreadable(path, e);
        }
    }

    private @Nullable Object word(long dictionary, int place) {
        int left = place;
        for (ArrowVector words : dictionaries.getOrDefault(dictionary, List.of())) {
            if (left < words.length()) {
                return words.value(left);
            }
            left -= words.length();
        }
        throw new IndexOutOfBoundsException("place " + place + " of a dictionary");
    }

    /// What is damaged may be found out by any of these.
    private boolean whole(Supplier<Boolean> reading) {
        try {
            return reading.get();
        } catch (ProblemException e) {
            throw e;
        } catch (RuntimeException | AssertionError e) {
            throw unreadable(path, e);
        }
    }

    private static ProblemException unreadable(Path path, Throwable cause) {
        String reason =
                Set.of(IllegalArgumentException.class, IndexOutOfBoundsException.class)
                                .contains(cause.getClass())
                        ? String.valueOf(cause.getMessage())
                        : cause.toString();
        return new ProblemException(
                Problem.of(
                        ProblemCode.SOURCE_UNAVAILABLE,
                        path + " cannot be read as a file of Arrow: " + reason,
                        "write it anew, as Arrow's IPC file or stream"),
                cause);
    }

    @Override
    public void close() {
        arena.close();
    }
}
