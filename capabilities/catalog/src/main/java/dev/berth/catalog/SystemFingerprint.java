package dev.berth.catalog;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Fingerprint of a system's files: path, size and time of each. Equal ones mean that nothing
/// changed, as far as sizes and times show.
///
/// @param files one line a file, sorted
/// @param folders all folders, sorted
record SystemFingerprint(Set<String> files, List<Path> folders) {
    /// models/<model>/<version>/ and some levels for files that a package groups in folders.
    private static final int DEPTH_MAX = 8;

    /// Reads the directory; what vanishes or cannot be read meanwhile is left out.
    ///
    /// @param names what matters in the directory itself: a log, say, changes all the time
    static SystemFingerprint of(Path directory, Set<String> names) throws IOException {
        Set<String> files = new TreeSet<>();
        List<Path> folders = new ArrayList<>();
        Files.walkFileTree(
                directory,
                EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                DEPTH_MAX,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        if (!folder.equals(directory) && !matters(directory, folder, names)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        folders.add(folder);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (matters(directory, file, names)) {
                            files.add(
                                    file
                                            + " "
                                            + attributes.size()
                                            + " "
                                            + attributes.lastModifiedTime().toInstant()
                                            + " "
                                            + attributes.fileKey());
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return new SystemFingerprint(files, folders);
    }

    /// Whether a change of a file or folder may be one of the system: one of these names, or
    /// something below whose name is not hidden.
    static boolean matters(Path directory, Path path, Set<String> names) {
        Path name = path.getFileName();
        return name != null
                && (directory.equals(path.getParent())
                        ? names.contains(name.toString())
                        : !name.toString().startsWith("."));
    }
}
