package dev.berth.audit.source;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Source files below a directory, in the order of their paths.
///
/// Links are not followed, so that a loop of links ends; folders of tools and of dependencies are
/// left out. What is too large, binary or in another encoding is skipped and named.
///
/// @param files that were read
/// @param skipped files that Berth reads and could not
public record SourceTree(List<SourceFile> files, List<SkippedFile> skipped) {
    /// Larger files are made by programs.
    public static final int FILE_BYTES_MAX = 1 << 20;

    /// Notebooks hold the pictures of their output.
    public static final int NOTEBOOK_BYTES_MAX = 16 << 20;

    /// The largest repositories of one product have fewer.
    public static final int FILES_MAX = 100_000;

    /// Text of all files together, which is held in memory.
    public static final long TEXT_BYTES_MAX = 512L << 20;

    private static final int DEPTH_MAX = 64;

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "node_modules",
                    "venv",
                    "env",
                    "site-packages",
                    "__pycache__",
                    "target",
                    "build",
                    "dist",
                    "vendor",
                    "third_party",
                    "bower_components");

    public SourceTree {
        files = List.copyOf(files);
        skipped = List.copyOf(skipped);
    }

    /// Reads the files.
    ///
    /// @param progress receives each path before its file is read
    /// @throws ProblemException if it is no directory, or holds too much
    public static SourceTree read(Path directory, Consumer<String> progress) throws IOException {
        var reading = new Reading(directory, progress);
        try {
            reading.run();
        } catch (NotDirectoryException _) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    directory + " (expected: a directory with sources)",
                    "name the directory of the repository");
        }
        return new SourceTree(reading.files, reading.skipped);
    }

    /// One reading of a directory.
    private static final class Reading extends SimpleFileVisitor<Path> {
        private final Path root;
        private final Consumer<String> progress;
        private final List<Path> found = new ArrayList<>();
        private final List<SourceFile> files = new ArrayList<>();
        private final List<SkippedFile> skipped = new ArrayList<>();
        private long bytes;

        private Reading(Path root, Consumer<String> progress) {
            this.root = root;
            this.progress = progress;
        }

        private void run() throws IOException {
            if (!Files.isDirectory(root)) {
                throw new NotDirectoryException(root.toString());
            }
            // The directory itself may be a link; below it none is followed.
            Path start = root.toRealPath();
            Files.walkFileTree(
                    start, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH_MAX, this);
            found.sort(Comparator.comparing(path -> path(start, path)));
            for (Path file : found) {
                String path = path(start, file);
                progress.accept(path);
                read(file, path);
            }
        }

        private static String path(Path start, Path file) {
            return start.relativize(file).toString().replace('\\', '/');
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            Path name = folder.getFileName();
            boolean isLeftOut =
                    name != null
                            && !folder.equals(found(folder))
                            && (name.toString().startsWith(".")
                                    || LEFT_OUT.contains(name.toString()));
            return isLeftOut ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        /// The directory itself, whatever its name.
        private Path found(Path folder) {
            try {
                return root.toRealPath();
            } catch (IOException _) {
                return folder;
            }
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path name = file.getFileName();
            if (name == null
                    || !attributes.isRegularFile()
                    || Language.of(name.toString()).isEmpty()) {
                return FileVisitResult.CONTINUE;
            }
            if (found.size() == FILES_MAX) {
                throw new ProblemException(
                        ProblemCode.USAGE,
                        "more than " + FILES_MAX + " source files in " + root,
                        "name a smaller part of the repository");
            }
            found.add(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            skipped.add(new SkippedFile(file.toString(), "cannot be read: " + e.getMessage()));
            return FileVisitResult.CONTINUE;
        }

        private void read(Path file, String path) {
            Language language = Language.of(path).orElseThrow();
            try {
                long size = Files.size(file);
                int most = language == Language.NOTEBOOK ? NOTEBOOK_BYTES_MAX : FILE_BYTES_MAX;
                if (size > most) {
                    skip(path, size + " bytes (at most " + most + " are read)");
                    return;
                }
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    return;
                }
                byte[] content = Files.readAllBytes(file);
                bytes += content.length;
                if (bytes > TEXT_BYTES_MAX) {
                    throw new ProblemException(
                            ProblemCode.USAGE,
                            "more than " + TEXT_BYTES_MAX + " bytes of sources in " + root,
                            "name a smaller part of the repository");
                }
                text(content)
                        .ifPresentOrElse(
                                text -> files.add(new SourceFile(path, language, text)),
                                () -> skip(path, "not text in UTF-8"));
            } catch (IOException e) {
                skip(path, "cannot be read: " + e.getMessage());
            }
        }

        private void skip(String path, String reason) {
            skipped.add(new SkippedFile(path, reason));
        }

        /// The text without the mark of its encoding, if it is text.
        private static Optional<String> text(byte[] content) {
            try {
                String text =
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(content))
                                .toString();
                if (text.indexOf('\0') >= 0) {
                    return Optional.empty();
                }
                return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
            } catch (CharacterCodingException _) {
                return Optional.empty();
            }
        }
    }
}
