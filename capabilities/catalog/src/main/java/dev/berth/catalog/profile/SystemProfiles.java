package dev.berth.catalog.profile;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Profiles of a system's models and endpoints: `.berth/profiles/*.json`, which `berth bench`
/// writes, and `evaluations/*.profile.json`, which are committed. Of several of one name the latest
/// counts.
public final class SystemProfiles {
    /// A profile has some kilobytes; more files than a system has models are not read.
    private static final int FILES_MAX = 10_000;

    private final List<FoundProfile> found;

    /// A profile and its file, relative to the system's directory.
    public record FoundProfile(String file, ModelProfile profile) {}

    private SystemProfiles(List<FoundProfile> found) {
        this.found = List.copyOf(found);
    }

    /// Reads the profiles of a system. A file that is no profile is passed over.
    ///
    /// @throws ProblemException `usage` if a folder cannot be read
    public static SystemProfiles load(Path system) {
        List<FoundProfile> found = new ArrayList<>();
        collect(system, ".berth/profiles", ".json", found);
        collect(system, "evaluations", ".profile.json", found);
        return new SystemProfiles(found);
    }

    /// A single profile, which need not be of a system.
    ///
    /// @param file for messages
    public static SystemProfiles of(String file, ModelProfile profile) {
        return new SystemProfiles(List.of(new FoundProfile(file, profile)));
    }

    /// Reads the profile of one file.
    ///
    /// @param name of the file, for messages
    /// @return empty if there is none, or it is no profile
    public static Optional<FoundProfile> load(Path file, String name) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Document document = DocumentReader.read(file);
        return document.value().orElse("") instanceof Map<?, ?> plain
                ? Optional.of(new FoundProfile(name, ModelProfile.read(plain)))
                : Optional.empty();
    }

    private static void collect(
            Path system, String folder, String ending, List<FoundProfile> found) {
        Path directory = system.resolve(folder);
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> String.valueOf(file.getFileName()).endsWith(ending))
                    .sorted()
                    .limit(FILES_MAX)
                    .forEach(
                            file ->
                                    load(file, folder + "/" + file.getFileName())
                                            .ifPresent(found::add));
        } catch (IOException | UncheckedIOException e) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    directory + " cannot be read: " + e.getMessage(),
                    "look at its permissions");
        }
    }

    /// The latest profile of a model or endpoint.
    public Optional<FoundProfile> find(String name) {
        return found.stream()
                .filter(each -> each.profile().model().equals(name))
                .max(Comparator.comparing(each -> each.profile().measuredAt().orElse(Instant.MIN)));
    }
}
