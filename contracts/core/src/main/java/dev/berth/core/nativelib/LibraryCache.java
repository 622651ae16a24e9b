package dev.berth.core.nativelib;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// Cache of native libraries unpacked from jars, shared by all processes.
///
/// They go to `<cache>/native/<engine>-<checksum>-<platform>/`, by the checksum that the jar has of
/// the first, and are held against the jar's checksums at every start. Each is written beside under
/// another name and moved into place, so that another process sees all of it or nothing. `<cache>`
/// is the environment's `BERTH_CACHE`, else `berth` in `XDG_CACHE_HOME`, else `.cache/berth` in the
/// home folder; if none can be written, a new folder for temporary files, gone when the process
/// ends.
public final class LibraryCache {
    private final Map<String, String> environment;
    private final Path home;
    private final Path temporary;

    /// @param home the user's folder
    /// @param temporary the folder for temporary files
    public LibraryCache(Map<String, String> environment, Path home, Path temporary) {
        this.environment = Map.copyOf(environment);
        this.home = home;
        this.temporary = temporary;
    }

    public static LibraryCache ofProcess() {
        return new LibraryCache(
                System.getenv(),
                Path.of(System.getProperty("user.home", "")),
                Path.of(System.getProperty("java.io.tmpdir", "")));
    }

    /// The path of the first library, unpacked if need be, with the others beside it.
    ///
    /// @param engine whose they are: the beginning of the folder's name
    /// @param files where they are in jars, by the names that they get; at least one
    /// @throws ProblemException `artifact-load-failed` if they can be written nowhere
    public Path unpack(String engine, String platform, SequencedMap<String, URL> files) {
        try {
            return unpack(cacheRoot(), engine, platform, files);
        } catch (IOException cacheFailure) {
            return unpackForThisProcess(engine, platform, files, cacheFailure);
        }
    }

    private Path unpackForThisProcess(
            String engine,
            String platform,
            SequencedMap<String, URL> files,
            IOException cacheFailure) {
        try {
            // A new folder that only this user can enter: a library in a known place of the shared
            // folder could have been put there by anyone.
            Path folder = Files.createTempDirectory(temporary, "berth");
            Path file = unpack(folder, engine, platform, files);
            deleteAtExit(folder);
            return file;
        } catch (IOException e) {
            e.addSuppressed(cacheFailure);
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.ARTIFACT_LOAD_FAILED,
                            engine
                                    + "'s library can be written neither to "
                                    + cacheRoot()
                                    + " nor to "
                                    + temporary,
                            "set BERTH_CACHE to a folder that can be written"),
                    e);
        }
    }

    private static void deleteAtExit(Path folder) throws IOException {
        // Deletion goes in the opposite order, so that a folder is empty when its turn comes.
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.forEach(path -> path.toFile().deleteOnExit());
        }
    }

    private Path cacheRoot() {
        String own = environment.getOrDefault("BERTH_CACHE", "");
        if (!own.isEmpty()) {
            return Path.of(own);
        }
        String shared = environment.getOrDefault("XDG_CACHE_HOME", "");
        return shared.isEmpty()
                ? home.resolve(".cache").resolve("berth")
                : Path.of(shared, "berth");
    }

    private static Path unpack(
            Path root, String engine, String platform, SequencedMap<String, URL> files)
            throws IOException {
        String checksum = PackedJarEntry.at(files.firstEntry().getValue()).checksum();
        Path folder = root.resolve("native").resolve(engine + "-" + checksum + "-" + platform);
        Files.createDirectories(folder);
        for (Map.Entry<String, URL> file : files.entrySet()) {
            PackedJarEntry.at(file.getValue()).unpackTo(folder.resolve(file.getKey()));
        }
        return folder.resolve(files.firstEntry().getKey());
    }
}
