package dev.berth.deploy.image;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file or folder that an image is written to.
final class OutputPlace {
    private OutputPlace() {}

    static boolean isTar(Path output) {
        return output.toString().endsWith(".tar");
    }

    /// Refuses a place before anything is built.
    ///
    /// @throws ProblemException `usage` if it cannot be written, or is something else
    static void require(Path output) throws IOException {
        Path folder = output.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            throw refused(output, "a place in a folder that is there and can be written");
        }
        if (isTar(output) ? Files.isDirectory(output) : isOther(output)) {
            throw refused(
                    output, isTar(output) ? "a file" : "a new folder, or one with an OCI layout");
        }
    }

    /// Whether replacing it would lose something that is no image.
    private static boolean isOther(Path output) throws IOException {
        if (!Files.exists(output)) {
            return false;
        }
        if (!Files.isDirectory(output)) {
            return true;
        }
        try (var entries = Files.list(output)) {
            return !Files.isRegularFile(output.resolve("oci-layout"))
                    && entries.findAny().isPresent();
        }
    }

    private static ProblemException refused(Path output, String expected) {
        return new ProblemException(
                ProblemCode.USAGE,
                "--output " + output + " (expected: " + expected + ")",
                "name another");
    }

    /// Copies a file or folder beside the place, then moves it there.
    static void put(Path source, Path output) throws IOException {
        Path beside =
                output.resolveSibling(
                        "." + output.getFileName() + "." + ProcessHandle.current().pid());
        try {
            copy(source, beside);
            if (Files.isDirectory(output)) {
                WorkFolder.delete(output);
            }
            Files.move(
                    beside,
                    output,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            if (Files.exists(beside)) {
                WorkFolder.delete(beside);
            }
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.IMAGE_BUILD_FAILED,
                            output + " cannot be written: " + e.getMessage(),
                            "look at permissions and free space"),
                    e);
        }
    }

    private static void copy(Path source, Path target) throws IOException {
        if (Files.isDirectory(source)) {
            Files.createDirectory(target);
            for (Path file : StagingFolder.files(source)) {
                Path copy = target.resolve(source.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } else {
            Files.copy(source, target);
        }
    }
}
