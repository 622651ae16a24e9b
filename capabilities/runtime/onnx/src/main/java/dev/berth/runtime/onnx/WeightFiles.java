package dev.berth.runtime.onnx;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// The size of a model's weights: of its own file and of the files beside it in which it keeps
/// them.
///
/// The names of those files stand in the model file, a protobuf message, of which only the way
/// there is read: graph (7), initializer (5), external data (13), an entry with the key (1)
/// `location` and the value (2).
final class WeightFiles {
    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int EXTERNAL_DATA = 13;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    private final Protobuf file;
    private final Set<String> locations = new TreeSet<>();

    private WeightFiles(Protobuf file) {
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
                            new Protobuf(
                                    channel.map(
                                            FileChannel.MapMode.READ_ONLY,
                                            0,
                                            channel.size(),
                                            arena)));
            files.readModel();
            return files.locations;
        } catch (IndexOutOfBoundsException e) {
            // Not protobuf; the engine will say so.
            return Set.of();
        }
    }

    private void readModel() {
        file.each(
                file.all(),
                GRAPH,
                graph ->
                        file.each(
                                graph,
                                INITIALIZER,
                                tensor -> file.each(tensor, EXTERNAL_DATA, this::readEntry)));
    }

    private void readEntry(Protobuf.Span entry) {
        var key = new StringBuilder();
        var value = new StringBuilder();
        file.each(entry, ENTRY_KEY, span -> key.append(file.text(span)));
        file.each(entry, ENTRY_VALUE, span -> value.append(file.text(span)));
        if (key.toString().equals("location")) {
            locations.add(value.toString());
        }
    }
}
