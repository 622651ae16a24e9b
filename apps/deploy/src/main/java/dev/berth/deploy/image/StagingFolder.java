package dev.berth.deploy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The files of an image as they will lie below its root: what is at `opt/java` here is at
/// `/opt/java` there. All get one time, which the cache of classes compares.
record StagingFolder(Path root) {
    /// The time of every file in an image: a second after the epoch, since some tools take the
    /// epoch itself for a missing time.
    static final Instant TIME = Instant.ofEpochSecond(1);

    /// More than the path of a usual folder for temporary files, and less than a name may have.
    private static final int PATH_LENGTH = 160;

    static final String JAVA = "opt/java";
    static final String BERTH = "berth";
    static final String LIBRARIES = "berth/lib";
    static final String NATIVES = "berth/native";
    static final String LAUNCH = "berth/launch";
    static final String CLASS_CACHE = "berth/classes.jsa";
    static final String ARTIFACTS = "berth/artifacts";
    static final String SYSTEM = "system";

    Path at(String path) {
        return root.resolve(path);
    }

    /// One below a folder, whose path has the same length wherever that is: the class cache
    /// contains it. A folder whose own path is nearly as long gets a longer one.
    static StagingFolder below(Path folder) throws IOException {
        Path real = folder.toRealPath();
        int length = PATH_LENGTH - real.toString().length() - 1;
        return new StagingFolder(real.resolve("r".repeat(Math.max(1, length))));
    }

    /// Copies a file, and makes its folder.
    void copy(Path source, String path) throws IOException {
        Path target = at(path);
        Files.createDirectories(target.getParent());
        Files.copy(source, target);
    }

    /// Gives every file its time.
    void setTimes() throws IOException {
        for (Path file : files(root)) {
            Files.setLastModifiedTime(file, FileTime.from(TIME));
        }
    }

    /// The jars, in the order of the class path in the image.
    List<Path> jars() throws IOException {
        return files(at(LIBRARIES));
    }

    /// All regular files below a folder, ordered by their paths; links are followed.
    static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
