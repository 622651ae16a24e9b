package dev.berth.benchmarks.stage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writer of a system with the sentence model on token ids: tokens in, the mean of their vectors
/// out.
public final class MiniLmSystem {
    private MiniLmSystem() {}

    /// The model's file, in this directory.
    public static Path writeModel(Path directory) {
        return MiniLmFiles.copyModel(directory);
    }

    /// Writes `berth.yaml` and the package `minilm@1`.
    ///
    /// @param settings further lines of `model.yaml`, such as `batch: {max-size: 1}`; may be empty
    public static void write(Path directory, String settings) {
        try {
            Path folder = Files.createDirectories(directory.resolve("models/minilm/1"));
            Path model = writeModel(folder);
            Files.writeString(directory.resolve("berth.yaml"), "name: benchmark\n");
            Files.writeString(
                    folder.resolve("model.yaml"),
                    """
                    summary: Tokens of a sentence to its vector
                    artifacts:
                      model: %s
                    signature:
                      batch: N
                      inputs:
                        - {name: input_ids, type: int64, shape: [N, sequence], meaning: tokens}
                        - {name: attention_mask, type: int64, shape: [N, sequence], meaning: 0 for padding}
                        - {name: token_type_ids, type: int64, shape: [N, sequence], meaning: always 0}
                      outputs:
                        - {name: pooled, type: float32, shape: [N, 384], meaning: mean of the tokens' vectors}
                    decode:
                      - {step: mean-pool, from: last_hidden_state, mask: attention_mask, into: pooled}
                    %s
                    """
                            .formatted(model.getFileName(), settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
