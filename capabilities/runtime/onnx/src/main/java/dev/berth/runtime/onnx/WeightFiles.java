package dev.berth.runtime.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// The size of a model's weights: of its own file and of the files beside it in which it keeps
/// them.
///
/// The names of those files stand in the model file, a protobuf message, of which only the way
/// there is read: graph (7), initializer (5), external data (13), an entry with the key (1)
/// `location` and the value (2). Everything else is stepped over, so that a model of gigabytes
/// costs a few pages.
final class WeightFiles {
    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int EXTERNAL_DATA = 13;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    private final MemorySegment file;
    private final Set<String> locations = new TreeSet<>();

    private WeightFiles(MemorySegment file) {
        this.file = file;
    }

    /// Bytes of the model file and its weight files.
    static long bytes(Path model) throws IOException {
        long bytes = Files.size(model);
        for (String location : locations(model)) {
            Path beside = model.resolveSibling(location);
            bytes += Files.isRegularFile(beside) ? Files.size(beside) : 0;
        }
        return bytes;
    }

    private static Set<String> locations(Path model) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(model)) {
            var files =
                    new WeightFiles(
                            channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            files.readModel();
            return files.locations;
        } catch (IndexOutOfBoundsException e) {
            // Not protobuf; the engine will say so.
            return Set.of();
        }
    }

    private void readModel() {
        eachMessage(
                new Span(0, file.byteSize()),
                GRAPH,
                graph ->
                        eachMessage(
                                graph,
                                INITIALIZER,
                                tensor -> eachMessage(tensor, EXTERNAL_DATA, this::readEntry)));
    }

    private void readEntry(Span entry) {
        var key = new StringBuilder();
        var value = new StringBuilder();
        eachMessage(entry, ENTRY_KEY, span -> key.append(text(span)));
        eachMessage(entry, ENTRY_VALUE, span -> value.append(text(span)));
        if (key.toString().equals("location")) {
            locations.add(value.toString());
        }
    }

    private String text(Span span) {
        byte[] bytes = file.asSlice(span.from, span.to - span.from).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void eachMessage(Span within, int field, SpanReader reader) {
        var position = new Position(within.from);
        while (position.at < within.to) {
            long tag = position.varint();
            switch ((int) (tag & 7)) {
                case 0 -> position.varint();
                case 1 -> position.at += Long.BYTES;
                case 2 -> {
                    long length = position.varint();
                    if (length < 0 || length > within.to - position.at) {
                        throw new IndexOutOfBoundsException("length " + length);
                    }
                    var span = new Span(position.at, position.at + length);
                    position.at = span.to;
                    if (tag >>> 3 == field) {
                        reader.read(span);
                    }
                }
                case 5 -> position.at += Integer.BYTES;
                default -> throw new IndexOutOfBoundsException("wire type of tag " + tag);
            }
        }
    }

    private interface SpanReader {
        void read(Span span);
    }

    /// Bytes `from` (inclusive) to `to` (exclusive) of the file.
    private record Span(long from, long to) {}

    private final class Position {
        private long at;

        Position(long at) {
            this.at = at;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < Long.SIZE; shift += 7) {
                byte next = file.get(ValueLayout.JAVA_BYTE, at++);
                value |= (next & 0x7fL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw new IndexOutOfBoundsException("varint of more than ten bytes");
        }
    }
}
