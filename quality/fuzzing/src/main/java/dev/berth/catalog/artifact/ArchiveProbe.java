package dev.berth.catalog.artifact;

import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/// Access to package-private archive extraction for the fuzzer.
public final class ArchiveProbe {
    private ArchiveProbe() {}

    /// Reads the entry to its end, or fails with a rejection.
    ///
    /// @throws IOException if the file itself cannot be read
    public static void take(Path archive, String entry) throws IOException {
        try {
            long bytes =
                    JarEntryExtractor.read(
                            archive,
                            entry,
                            "fuzzed",
                            content -> content.transferTo(OutputStream.nullOutputStream()));
            if (bytes > JarEntryExtractor.BYTES_MAX) {
                throw new AssertionError(bytes + " bytes came out");
            }
        } catch (ProblemException refused) {
            if (refused.problem().remedy().isBlank()) {
                throw new AssertionError("no remedy", refused);
            }
        }
    }
}
