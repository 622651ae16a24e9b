package dev.berth.catalog.artifact;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The digests of artifacts that a package does not pin, as they were when they were first fetched:
/// one line `<sha256> <source>` each. Trust on first use.
///
/// Several threads and processes may write: each reads, adds and replaces the file while it holds a
/// lock on a file beside it.
public final class ArtifactLock {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) {2}(\\S.*)");
    private static final String HEADING =
            "# Digests of artifacts as first fetched. Written by Berth; remove a line to accept"
                    + " what its source has now.";

    private final Path file;

    private ArtifactLock(Path file) {
        this.file = file;
    }

    /// The lock file of a system: `.berth/artifacts.lock`.
    public static ArtifactLock of(Path systemDirectory) {
        return new ArtifactLock(systemDirectory.resolve(".berth").resolve("artifacts.lock"));
    }

    Path file() {
        return file;
    }

    /// @throws ProblemException `artifact-checksum-mismatch` if the file is damaged, as for
    ///   [#record]
    Optional<Sha256> find(String source) throws IOException {
        return Optional.ofNullable(read().get(source));
    }

    /// Whether the digest of a source is recorded. A damaged file records none.
    public boolean has(Artifact.Source.Maven source) {
        try {
            return find(source.toString()).isPresent();
        } catch (IOException | ProblemException unreadable) {
            return false;
        }
    }

    /// Records a digest unless the source has one; gives the one that counts from now on.
    synchronized Sha256 record(String source, Sha256 digest) throws IOException {
        Files.createDirectories(file.getParent());
        Path guard = file.resolveSibling("artifacts.lock.guard");
        try (FileChannel channel =
                FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lockAgainstProcesses(channel);
            Map<String, Sha256> digests = read();
            Sha256 known = digests.putIfAbsent(source, digest);
            if (known == null) {
                write(digests);
            }
            return known == null ? digest : known;
        }
    }

    /// Waits for other processes; the lock goes when the channel closes. Another catalog of this
    /// process that writes at the same moment is not waited for: at worst one of the two digests is
    /// recorded again at its next use.
    private static void lockAgainstProcesses(FileChannel channel) throws IOException {
        try {
            channel.lock();
        } catch (OverlappingFileLockException _) {
            // Held by that other catalog.
        }
    }

    private Map<String, Sha256> read() throws IOException {
        Map<String, Sha256> digests = new TreeMap<>();
        if (!Files.exists(file)) {
            return digests;
        }
        for (String line : Files.readAllLines(file)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                add(line, digests);
            }
        }
        return digests;
    }

    /// The content of a damaged line is not known: its source would be trusted anew.
    private void add(String line, Map<String, Sha256> digests) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new ProblemException(
                    ProblemCode.ARTIFACT_CHECKSUM_MISMATCH,
                    file
                            + " has the line '"
                            + SanitizedText.of(line)
                            + "' (expected: a SHA-256, two spaces and a source)",
                    "restore the file, or remove the line to accept what its source has now");
        }
        digests.put(matcher.group(2), new Sha256(matcher.group(1)));
    }

    private void write(Map<String, Sha256> digests) throws IOException {
        List<String> lines = new ArrayList<>(List.of(HEADING));
        digests.forEach((source, digest) -> lines.add(digest + "  " + source));
        Path next = file.resolveSibling("artifacts.lock." + UUID.randomUUID());
        try {
            Files.write(next, lines);
            // An empty file after a loss of power would have every source trusted anew.
            try (var channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(
                    next,
                    file,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }
}
