package dev.berth.serving.loading;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The files in which an ONNX model keeps weights outside itself.
///
/// The model file holds their names as they are, beside the word `location`; so a neighbour whose
/// name occurs in the file belongs to it. A neighbour that is named there by chance is copied in
/// vain, which does no harm.
final class WeightFileNames {
    /// A file that keeps its weights outside is small; a larger one keeps them inside.
    private static final long MODEL_BYTES_MAX = 64L << 20;

    private static final int NEIGHBOURS_MAX = 1000;
    private static final String KEY = "location";

    private WeightFileNames() {}

    static List<Path> beside(Path model) throws IOException {
        List<Path> found = new ArrayList<>();
        Path folder = model.toAbsolutePath().getParent();
        if (folder == null || Files.size(model) > MODEL_BYTES_MAX) {
            return found;
        }
        // Each byte as one character, so that any name can be looked for as its bytes.
        String bytes = new String(Files.readAllBytes(model), StandardCharsets.ISO_8859_1);
        if (!bytes.contains(KEY)) {
            return found;
        }
        int seen = 0;
        try (DirectoryStream<Path> neighbours =
                Files.newDirectoryStream(folder, Files::isRegularFile)) {
            for (Path neighbour : neighbours) {
                String name = String.valueOf(neighbour.getFileName());
                boolean itself = Files.isSameFile(neighbour, model);
                if (!itself && bytes.contains(asBytes(name))) {
                    found.add(neighbour);
                }
                if (++seen == NEIGHBOURS_MAX) {
                    break;
                }
            }
        }
        return found;
    }

    private static String asBytes(String name) {
        return new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
