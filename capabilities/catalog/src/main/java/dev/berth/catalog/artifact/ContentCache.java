package dev.berth.catalog.artifact;

import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Files by their SHA-256.
///
/// A file appears under its name in one atomic step and never changes, so several threads and
/// processes may share the directory: the second one replaces a file by an equal one.
final class ContentCache {
    private final Path directory;

    ContentCache(Path directory) {
        this.directory = directory;
    }

    Optional<Path> find(Sha256 digest) {
        Path file = path(digest);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    private Path path(Sha256 digest) {
        return directory
                .resolve("sha256")
                .resolve(digest.hex().substring(0, 2))
                .resolve(digest.hex());
    }

    /// The digest of a file that lies in the cache, which is its name.
    Optional<Sha256> findDigest(Path file) {
        return file.startsWith(directory.resolve("sha256"))
                ? Optional.of(new Sha256(String.valueOf(file.getFileName())))
                : Optional.empty();
    }

    /// A file on the cache's file system for content that is still to come.
    Path newPartial() throws IOException {
        return Files.createTempFile(partials(), "content-", ".part");
    }

    Path partials() throws IOException {
        return Files.createDirectories(directory.resolve("partial"));
    }

    /// Content that lies in a partial file, with the digest that it was found to have.
    record Written(Path partial, Sha256 digest) {}

    /// Writes content to a partial file while taking its digest.
    Written write(InputStream content) throws IOException {
        Path partial = newPartial();
        try {
            MessageDigest digest = Digests.start();
            try (OutputStream stream =
                    new DigestOutputStream(Files.newOutputStream(partial), digest)) {
                content.transferTo(stream);
            }
            return new Written(partial, Digests.finish(digest));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(partial);
            throw e;
        }
    }

    /// Takes over a partial file whose content has this digest.
    Path adopt(Path partial, Sha256 digest) throws IOException {
        Path file = path(digest);
        Files.createDirectories(file.getParent());
        move(partial, file);
        return file;
    }

    /// A directory in which these files lie side by side under these names.
    ///
    /// They are hard links where the file system has them, since engines refuse symbolic links that
    /// lead out of a model's directory; copies elsewhere. The directory is named after its content,
    /// so the same package finds it again and another version has its own.
    Path arrange(Map<String, Sha256> digestsByName) throws IOException {
        MessageDigest identity = Digests.start();
        for (var entry : new TreeMap<>(digestsByName).entrySet()) {
            identity.update(
                    (entry.getKey() + "\n" + entry.getValue() + "\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
        Path together =
                Files.createDirectories(
                        directory.resolve("together").resolve(Digests.finish(identity).hex()));
        for (var entry : digestsByName.entrySet()) {
            Path target = together.resolve(entry.getKey());
            if (!Files.isRegularFile(target)) {
                link(path(entry.getValue()), target);
            }
        }
        return together;
    }

    private void link(Path content, Path target) throws IOException {
        try {
            Files.createLink(target, content);
        } catch (FileAlreadyExistsException e) {
            // Another process was quicker; its link is the same.
            return;
        } catch (IOException | UnsupportedOperationException e) {
            Path copy = newPartial();
            Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
            move(copy, target);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
