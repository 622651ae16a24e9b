package dev.berth.batch;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Files that a job reads, as they were at the begin.
final class SourceFile {
    private final Map<Path, String> states;
    private final String sha256;

    private SourceFile(Map<Path, String> states, String sha256) {
        this.states = states;
        this.sha256 = sha256;
    }

    /// Reads files once, for their digest: of several that of their names and digests.
    ///
    /// @param files at least one
    static SourceFile of(List<Path> files) {
        Map<Path, String> states = new LinkedHashMap<>();
        var digests = new StringBuilder();
        String sha256 = "";
        for (Path file : files) {
            states.put(file, state(file));
            try {
                sha256 = Digests.ofFile(file).hex();
            } catch (IOException e) {
                throw unreadable(file, e);
            }
            digests.append(sha256).append(' ').append(file.getFileName()).append('\n');
        }
        return new SourceFile(states, files.size() == 1 ? sha256 : digest(digests.toString()));
    }

    /// Files as another process found them, which is checked.
    ///
    /// @param fingerprint what [#fingerprint] gave there
    /// @throws ProblemException `batch-changed` if they are others here
    static SourceFile of(SourceFingerprint fingerprint) {
        Map<Path, String> states = new LinkedHashMap<>();
        fingerprint.states().forEach((file, state) -> states.put(Path.of(file), state));
        var source = new SourceFile(states, fingerprint.sha256());
        source.requireUnchanged();
        return source;
    }

    /// What another process needs to tell whether it reads the same.
    SourceFingerprint fingerprint() {
        Map<String, String> texts = new LinkedHashMap<>();
        states.forEach((file, state) -> texts.put(file.toString(), state));
        return new SourceFingerprint(sha256, texts);
    }

    private static String digest(String text) {
        MessageDigest digest = Digests.start();
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return Digests.finish(digest).hex();
    }

    private static String state(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.size() + " bytes, " + attributes.lastModifiedTime();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    String sha256() {
        return sha256;
    }

    /// Checks that the files are as they were.
    ///
    /// @throws ProblemException `batch-changed` if not
    void requireUnchanged() {
        states.forEach(
                (file, state) -> {
                    String now = state(file);
                    if (!now.equals(state)) {
                        throw new ProblemException(
                                ProblemCode.BATCH_CHANGED,
                                file
                                        + " was changed during the run: "
                                        + now
                                        + " (expected: "
                                        + state
                                        + ")",
                                "score a file that is not written to, and begin anew: --restart");
                    }
                });
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
