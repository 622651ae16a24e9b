package dev.berth.evaluation.run;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.bytes.ByteReader;
import dev.berth.core.bytes.ByteWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/// File with the state of a run after some of its rows, from which a run that was stopped goes on.
///
/// It holds for one description, data file, model and version of Berth, whose digest it begins
/// with; a digest at its end reveals a damaged file. What does not hold is passed over, and the run
/// begins anew. Written to a file beside it first, so that a kill leaves the old or the new one.
final class ProgressFile {
    private static final String NAME = "progress";

    /// A byte array cannot be longer.
    private static final long BYTES_MAX = Integer.MAX_VALUE - 16;

    private final Path file;
    private final byte[] key;

    /// @param key text that is the same exactly for runs that give the same
    ProgressFile(Path folder, String key) {
        this.file = folder.resolve(NAME);
        this.key = digest(key.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] digest(byte[]... parts) {
        MessageDigest digest = Digests.start();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /// The state that was written last, if it holds.
    Optional<ByteReader> read() {
        try {
            if (!Files.exists(file) || Files.size(file) > BYTES_MAX) {
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            if (bytes.length < 2 * key.length
                    || !Arrays.equals(bytes, 0, key.length, key, 0, key.length)) {
                return Optional.empty();
            }
            byte[] state = Arrays.copyOfRange(bytes, key.length, bytes.length - key.length);
            byte[] end = Arrays.copyOfRange(bytes, bytes.length - key.length, bytes.length);
            return Arrays.equals(end, digest(key, state))
                    ? Optional.of(new ByteReader(state))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Replaces the state.
    void write(ByteWriter state) {
        byte[] bytes = state.toBytes();
        Path written = file.resolveSibling(NAME + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (var out = Files.newOutputStream(written)) {
                out.write(key);
                out.write(bytes);
                out.write(digest(key, bytes));
            }
            Files.move(
                    written,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.EVALUATION_INVALID,
                            "the progress cannot be written to " + written + ": " + e,
                            "make the folder writable"),
                    e);
        }
    }

    /// Removes the state, at the end of the run.
    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // The next run finds that it does not hold, or gives the same.
        }
    }
}
