package dev.berth.batch;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/// File that a job reads, as it was at the begin.
final class SourceFile {
    private final Path file;
    private final String state;
    private final String sha256;

    private SourceFile(Path file, String state, String sha256) {
        this.file = file;
        this.state = state;
        this.sha256 = sha256;
    }

    /// Reads the file once, for its digest.
    static SourceFile of(Path file) {
        try {
            String state = state(file);
            return new SourceFile(file, state, Digests.ofFile(file).hex());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String state(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return attributes.size() + " bytes, " + attributes.lastModifiedTime();
    }

    String sha256() {
        return sha256;
    }

    /// Checks that the file is as it was.
    ///
    /// @throws ProblemException `batch-changed` if not
    void requireUnchanged() {
        try {
            String now = state(file);
            if (!now.equals(state)) {
                throw new ProblemException(
                        ProblemCode.BATCH_CHANGED,
                        file + " was changed during the run: " + now + " (expected: " + state + ")",
                        "score a file that is not written to, and begin anew: --restart");
            }
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ProblemException unreadable(Path file, IOException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.SOURCE_UNAVAILABLE,
                        "reading " + file + ": " + e,
                        "make the file readable"),
                e);
    }
}
