package dev.berth.catalog.model;

import dev.berth.catalog.artifact.Digests;
import dev.berth.core.system.Artifact.Source;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Digests of packages: SHA-256 over `model.yaml` and the files beside it that are artifacts.
///
/// A file's own digest is remembered by its size and times, so that a rescan reads only what
/// changed. A file that was younger than [#SETTLED] when it was read is read again: its times may
/// be too coarse to tell a later change. Thread-safe.
public final class PackageDigests {
    /// Coarser than the time stamps of any file system in use.
    private static final Duration SETTLED = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    private record Stamp(long size, FileTime modified, String key) {}

    private record Known(Stamp stamp, Sha256 digest) {}

    public PackageDigests(InstantSource clock) {
        this.clock = clock;
    }

    public Sha256 of(ModelPackage modelPackage) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        files.put("", modelPackage.directory().resolve(PackageEntry.FILE_NAME));
        modelPackage
                .artifacts()
                .forEach(
                        (name, artifact) -> {
                            if (artifact.source() instanceof Source.File(String path)) {
                                files.put(name, modelPackage.directory().resolve(path));
                            }
                        });
        MessageDigest whole = Digests.start();
        for (var entry : files.entrySet()) {
            String line = entry.getKey() + "=" + ofFile(entry.getValue()) + "\n";
            whole.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return Digests.finish(whole);
    }

    private Sha256 ofFile(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var stamp =
                new Stamp(
                        attributes.size(),
                        attributes.lastModifiedTime(),
                        String.valueOf(attributes.fileKey()));
        Known remembered = known.get(file);
        if (remembered != null && remembered.stamp().equals(stamp)) {
            return remembered.digest();
        }
        boolean settled =
                attributes.lastModifiedTime().toInstant().isBefore(clock.instant().minus(SETTLED));
        Sha256 digest = Digests.ofFile(file);
        if (settled) {
            known.put(file, new Known(stamp, digest));
        }
        return digest;
    }
}
