package dev.berth.deploy.command;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Folder for manifests. Files that were changed by hand are not replaced unless that is asked for.
final class ManifestFolder {
    private final Path folder;

    ManifestFolder(Path folder) {
        this.folder = folder;
    }

    /// Writes all files, or none if one is there with another content.
    ///
    /// @param files by their names
    void write(Map<String, String> files, boolean overwrite) throws IOException {
        List<String> changed = new ArrayList<>();
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            boolean isSame =
                    !Files.exists(path)
                            || (Files.isRegularFile(path)
                                    && Arrays.equals(
                                            Files.readAllBytes(path),
                                            file.getValue().getBytes(StandardCharsets.UTF_8)));
            if (!isSame) {
                changed.add(file.getKey());
            }
        }
        if (!changed.isEmpty() && !overwrite) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    folder + " has other content in " + String.join(", ", changed),
                    "write into another folder and compare, or add --overwrite");
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(path, file.getValue());
        }
    }
}
