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
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// What a system's files look like from outside: path, size and time of each. Two equal ones mean
/// that nothing changed, as far as sizes and times tell.
///
/// @param files one line a file, sorted
/// @param folders all folders, sorted
record SystemFingerprint(Set<String> files, List<Path> folders) {
    /// models/<model>/<version>/ and some levels for files that a package groups in folders.
    private static final int DEPTH_MAX = 8;

    /// Reads the directory; what vanishes or cannot be read meanwhile is left out.
    static SystemFingerprint of(Path directory) throws IOException {
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
                        if (!folder.equals(directory) && isIgnored(directory, folder)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        folders.add(folder);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (!isHidden(file)) {
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

    /// Beside `berth.yaml` only `models`, `endpoints` and `features` matter, and nothing hidden.
    private static boolean isIgnored(Path directory, Path folder) {
        boolean besideThese =
                Objects.equals(folder.getParent(), directory)
                        && !folder.endsWith(Catalog.MODELS)
                        && !folder.endsWith(Catalog.ENDPOINTS)
                        && !folder.endsWith(Catalog.FEATURES);
        return besideThese || isHidden(folder);
    }

    private static boolean isHidden(Path path) {
        Path name = path.getFileName();
        return name != null && name.toString().startsWith(".");
    }
}
