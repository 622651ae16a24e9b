package dev.berth.deploy.image;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.Digests;
import dev.berth.catalog.artifact.ResolvedArtifacts;
import dev.berth.catalog.artifact.SystemArtifacts;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.system.Artifact;
import dev.berth.core.system.ModelPackage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Copies a system into an image: `berth.yaml`, the folders of its parts, profiles, and the
/// artifacts of its models from the cache of this machine, so that a container fetches nothing.
///
/// What is in the system's directory beside these, such as data and training programs, stays out,
/// and so does every file whose name begins with a dot.
final class SystemFiles {
    /// What commands wrote that a server reads.
    private static final List<String> KEPT_STATE =
            List.of(".berth/profiles", ".berth/artifacts.lock");

    private final Path directory;
    private final StagingFolder staging;
    private final Path cache;
    private final ArtifactStore store;

    /// @param cache where the store keeps artifacts from elsewhere
    SystemFiles(Path directory, StagingFolder staging, Path cache, ArtifactStore store) {
        this.directory = directory;
        this.staging = staging;
        this.cache = cache;
        this.store = store;
    }

    /// The staged files that each model version brings, by its reference; the other files of the
    /// system are descriptions.
    ///
    /// @throws ProblemException `package-invalid` if something is wrong with the system, and what
    ///   fetching artifacts throws
    Map<String, List<Path>> stage(Catalog catalog, CatalogSnapshot snapshot) throws IOException {
        requireSound(catalog, snapshot);
        for (String name : catalog.names()) {
            copyAll(name);
        }
        copyAuthorities(snapshot);
        Map<String, List<Path>> models = new LinkedHashMap<>();
        SystemArtifacts artifacts = SystemArtifacts.of(directory, store);
        for (PackageEntry.Valid entry : snapshot.part(Models.class).valid()) {
            ModelPackage each = entry.modelPackage();
            List<Path> files = new ArrayList<>(ownFiles(each));
            for (Map.Entry<String, Path> fetched : fetched(each, artifacts).entrySet()) {
                Path target = staging.at(fetched.getKey());
                // Two versions may share a file, which is in the layer of the first.
                if (!Files.exists(target)) {
                    staging.copy(fetched.getValue(), fetched.getKey());
                    files.add(target);
                }
            }
            models.put(each.reference().toString(), files);
        }
        // Not before artifacts were fetched, which may write the lock.
        for (String kept : KEPT_STATE) {
            copyState(kept);
        }
        return models;
    }

    private void requireSound(Catalog catalog, CatalogSnapshot snapshot) {
        var errors = catalog.check(snapshot).errors();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    directory
                            + " has "
                            + errors.size()
                            + (errors.size() == 1 ? " error" : " errors")
                            + ", the first: "
                            + errors.getFirst(),
                    "correct what `berth check " + directory + "` lists");
        }
    }

    private void copyAll(String name) throws IOException {
        Path source = directory.resolve(name);
        if (Files.isRegularFile(source)) {
            staging.copy(source, StagingFolder.SYSTEM + "/" + name);
        }
        for (Path file : StagingFolder.files(source)) {
            Path relative = directory.relativize(file);
            if (!isHidden(relative)) {
                staging.copy(file, StagingFolder.SYSTEM + "/" + relative);
            }
        }
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private void copyState(String name) throws IOException {
        Path source = directory.resolve(name);
        if (Files.isRegularFile(source)) {
            staging.copy(source, StagingFolder.SYSTEM + "/" + name);
        }
        for (Path file : StagingFolder.files(source)) {
            staging.copy(file, StagingFolder.SYSTEM + "/" + directory.relativize(file));
        }
    }

    /// Certificates of authorities are public; a key is not, and never copied.
    private void copyAuthorities(CatalogSnapshot snapshot) throws IOException {
        var system = snapshot.system();
        List<String> named =
                Stream.of(
                                system.state().flatMap(state -> state.authorities()),
                                system.features().store().flatMap(redis -> redis.authorities()))
                        .flatMap(Optional::stream)
                        .toList();
        for (String name : named) {
            Path file = directory.resolve(name).normalize();
            String target = StagingFolder.SYSTEM + "/" + directory.normalize().relativize(file);
            if (file.startsWith(directory.normalize())
                    && Files.isRegularFile(file)
                    && !Files.exists(staging.at(target))) {
                staging.copy(file, target);
            }
        }
    }

    /// Of the package's folder, all but the description.
    private List<Path> ownFiles(ModelPackage each) throws IOException {
        Path folder =
                staging.at(StagingFolder.SYSTEM).resolve(directory.relativize(each.directory()));
        return StagingFolder.files(folder).stream()
                .filter(file -> !file.getFileName().toString().equals(PackageEntry.FILE_NAME))
                .toList();
    }

    /// The files of the cache that the package needs, by their paths in the image.
    private Map<String, Path> fetched(ModelPackage each, SystemArtifacts artifacts)
            throws IOException {
        Map<String, Path> files = new TreeMap<>();
        ResolvedArtifacts resolved = artifacts.resolve(each);
        for (Artifact artifact : each.artifacts().values()) {
            Path file = resolved.require(artifact.name());
            if (!file.startsWith(cache)) {
                continue;
            }
            files.put(inImage(file), file);
            // Files that lie together are found by their digests first.
            String hex = Digests.ofFile(file).hex();
            Path byDigest = cache.resolve("sha256").resolve(hex.substring(0, 2)).resolve(hex);
            files.put(inImage(byDigest), file);
        }
        return files;
    }

    private String inImage(Path file) {
        return StagingFolder.ARTIFACTS + "/berth/" + cache.relativize(file);
    }
}
