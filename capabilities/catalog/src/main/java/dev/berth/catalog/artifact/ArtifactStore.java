package dev.berth.catalog.artifact;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Store of artifacts on this machine: fetches those of packages and verifies them.
///
/// Files of a package stay where they are. What comes from elsewhere lies in a cache under its
/// SHA-256, which several processes may share. Where a package gives an artifact a file name
/// (`file-name`), all its artifacts are laid side by side. Thread-safe; every method does I/O and
/// may take long.
public final class ArtifactStore {
    private static final Logger LOGGER = System.getLogger(ArtifactStore.class.getName());

    private final ContentCache cache;
    private final MavenSource maven;
    private final HttpSource http;

    private ArtifactStore(ContentCache cache, MavenSource maven, HttpSource http) {
        this.cache = cache;
        this.maven = maven;
        this.http = http;
    }

    /// A store with the user's Maven settings.
    public static ArtifactStore at(Path cacheDirectory, TransferProgress progress) {
        return at(cacheDirectory, progress, MavenSettings.ofUser(), HttpLimits.defaults());
    }

    public static ArtifactStore at(
            Path cacheDirectory,
            TransferProgress progress,
            MavenSettings mavenSettings,
            HttpLimits httpLimits) {
        var cache = new ContentCache(cacheDirectory);
        return new ArtifactStore(
                cache,
                new MavenSource(mavenSettings, progress),
                new HttpSource(cache, httpLimits, progress));
    }

    /// The usual cache: `$XDG_CACHE_HOME/berth`, or `.cache/berth` in the user's home.
    public static Path usualCache(Map<String, String> environment, Path home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isBlank() ? home.resolve(".cache") : Path.of(cache)).resolve("berth");
    }

    /// The package's artifacts as files on this machine.
    ///
    /// @throws ProblemException `artifact-unavailable`, `artifact-checksum-mismatch` or
    ///   `artifact-unsafe`
    public ResolvedArtifacts resolve(ModelPackage modelPackage, ArtifactLock lock) {
        boolean together =
                modelPackage.artifacts().values().stream()
                        .anyMatch(artifact -> artifact.fileName().isPresent());
        Map<String, Path> files = new LinkedHashMap<>();
        Map<String, Sha256> digests = new LinkedHashMap<>();
        for (Artifact artifact : modelPackage.artifacts().values()) {
            Path file = fetch(modelPackage, artifact, lock);
            files.put(artifact.name(), file);
            try {
                if (together) {
                    digests.put(ArtifactFileName.of(artifact), cached(file));
                }
            } catch (IOException e) {
                throw unreadable(artifact, e);
            }
        }
        return new ResolvedArtifacts(together ? arrange(modelPackage, digests) : files);
    }

    private Map<String, Path> arrange(ModelPackage modelPackage, Map<String, Sha256> digests) {
        Map<String, Path> files = new LinkedHashMap<>();
        try {
            Path directory = cache.arrange(digests);
            modelPackage
                    .artifacts()
                    .forEach(
                            (name, artifact) ->
                                    files.put(
                                            name,
                                            directory.resolve(ArtifactFileName.of(artifact))));
            return files;
        } catch (IOException e) {
            throw unreadable(modelPackage.artifacts().values().iterator().next(), e);
        }
    }

    /// Makes sure that the content is in the cache too: a link to a file that its owner may change
    /// would change with it.
    private Sha256 cached(Path file) throws IOException {
        Optional<Sha256> known = cache.findDigest(file);
        if (known.isPresent()) {
            return known.get();
        }
        Sha256 digest = Digests.ofFile(file);
        if (cache.find(digest).isEmpty()) {
            try (var content = Files.newInputStream(file)) {
                adopt(cache.write(content));
            }
        }
        return digest;
    }

    private Path adopt(ContentCache.Written written) throws IOException {
        return cache.adopt(written.partial(), written.digest());
    }

    /// One artifact of the package, verified, wherever it lies.
    ///
    /// @throws ProblemException as for [#resolve]
    public Path fetch(ModelPackage modelPackage, Artifact artifact, ArtifactLock lock) {
        try {
            return switch (artifact.source()) {
                case Source.File file -> fetchFile(artifact, file, modelPackage.directory());
                case Source.Maven source -> fetchMaven(artifact, source, lock);
                case Source.Http source -> fetchHttp(artifact, source);
            };
        } catch (IOException e) {
            throw unreadable(artifact, e);
        }
    }

    private static Path fetchFile(Artifact artifact, Source.File source, Path directory)
            throws IOException {
        Path file = directory.resolve(source.path());
        DeniedAccess.refuse(file, ProblemCode.ARTIFACT_UNAVAILABLE);
        if (!Files.isRegularFile(file)) {
            throw ArtifactProblems.unavailable(
                    "'" + source + "'",
                    "there is no such file in " + directory,
                    "put it there, or correct the path in model.yaml",
                    null);
        }
        if (!file.toRealPath().startsWith(directory.toRealPath())) {
            throw ArtifactProblems.hostile(
                    "'" + source + "'", "it leads out of the package's folder " + directory, null);
        }
        if (artifact.sha256().isPresent()) {
            Sha256 found = Digests.ofFile(file);
            if (!found.equals(artifact.sha256().get())) {
                throw ArtifactProblems.checksum(
                        "'" + source + "'",
                        found,
                        artifact.sha256().get(),
                        "restore the file, or correct `sha256` in model.yaml");
            }
        }
        return file;
    }

    private Path fetchMaven(Artifact artifact, Source.Maven source, ArtifactLock lock)
            throws IOException {
        String text = source.toString();
        Optional<Sha256> expected =
                artifact.sha256().isPresent() ? artifact.sha256() : lock.find(text);
        Optional<Path> known = expected.flatMap(cache::find);
        if (known.isPresent()) {
            return known.get();
        }
        Path jar = maven.fetch(source);
        ContentCache.Written written =
                source.entry().isPresent()
                        ? JarEntryExtractor.read(jar, source.entry().get(), text, cache::write)
                        : writeWhole(jar);
        Sha256 counts =
                expected.isPresent() ? expected.get() : record(text, written.digest(), lock);
        if (!written.digest().equals(counts)) {
            Files.delete(written.partial());
            throw ArtifactProblems.checksum(
                    text,
                    written.digest(),
                    counts,
                    artifact.sha256().isPresent()
                            ? "correct `sha256` in model.yaml if the file was meant to change;"
                                    + " otherwise do not trust it"
                            : "remove its line from "
                                    + lock.file()
                                    + " if the file was meant to change; otherwise do not trust it");
        }
        return adopt(written);
    }

    /// A system that lies read-only, as in a container, serves all the same.
    private static Sha256 record(String source, Sha256 digest, ArtifactLock lock) {
        try {
            return lock.record(source, digest);
        } catch (IOException e) {
            LOGGER.log(
                    Level.WARNING,
                    "the digest of {0} cannot be recorded in {1} ({2}); pin it as sha256 in"
                            + " model.yaml: {3}",
                    source,
                    lock.file(),
                    e,
                    digest);
            return digest;
        }
    }

    private ContentCache.Written writeWhole(Path jar) throws IOException {
        try (var content = Files.newInputStream(jar)) {
            return cache.write(content);
        }
    }

    private Path fetchHttp(Artifact artifact, Source.Http source) throws IOException {
        Sha256 expected =
                artifact.sha256()
                        .orElseThrow(
                                () ->
                                        ArtifactProblems.unavailable(
                                                source.toString(),
                                                "its SHA-256 is not pinned",
                                                "write `sha256` in model.yaml",
                                                null));
        Optional<Path> known = cache.find(expected);
        return known.isPresent() ? known.get() : http.fetch(source, expected);
    }

    private static ProblemException unreadable(Artifact artifact, IOException cause) {
        return ArtifactProblems.unavailable(
                "'" + artifact.source() + "'",
                cause.getClass().getSimpleName() + ": " + ArtifactProblems.reason(cause),
                "look at permissions and free space",
                cause);
    }
}
