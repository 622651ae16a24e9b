package dev.berth.cli.bench;

import dev.berth.catalog.profile.ModelProfile;
import dev.berth.core.ProblemException;
import dev.berth.protocol.json.JsonValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/// Reader and writer of profile files.
public final class ProfileFile {
    private ProfileFile() {}

    /// Writes a profile, and keeps the tuned settings of the existing file if the profile has none.
    /// An unreadable file has none.
    public static void update(Path file, ModelProfile profile) throws IOException {
        write(file, find(file).map(profile::keepingTuned).orElse(profile));
    }

    private static Optional<ModelProfile> find(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return JsonValues.read(Files.readAllBytes(file)) instanceof Map<?, ?> plain
                    ? Optional.of(ModelProfile.read(plain))
                    : Optional.empty();
        } catch (ProblemException e) {
            return Optional.empty();
        }
    }

    /// Writes the profile, replacing an existing file atomically.
    public static void write(Path file, ModelProfile profile) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path unfinished = absolute.resolveSibling(absolute.getFileName() + ".unfinished");
        Files.writeString(unfinished, JsonValues.text(profile.plain()) + "\n");
        Files.move(
                unfinished,
                absolute,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
