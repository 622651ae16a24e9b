package dev.berth.benchmarks.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Files of the sentence model all-MiniLM-L6-v2 (quantised), from a jar on the class path.
final class MiniLmFiles {
    private static final String MODEL = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private MiniLmFiles() {}

    static Path copyModel(Path directory) {
        return copy(MODEL, directory);
    }

    static Path copyTokenizer(Path directory) {
        return copy(TOKENIZER, directory);
    }

    private static Path copy(String resource, Path directory) {
        try (InputStream content = MiniLmFiles.class.getResourceAsStream(resource)) {
            if (content == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            Path file = directory.resolve(resource.substring(1));
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
