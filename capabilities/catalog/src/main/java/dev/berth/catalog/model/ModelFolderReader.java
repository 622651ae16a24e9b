package dev.berth.catalog.model;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.ValidationError;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reader of the folders of models, with the digests of their packages. Thread-safe.
final class ModelFolderReader {
    private final PackageReader packageReader;
    private final PackageDigests digests = new PackageDigests(InstantSource.system());

    ModelFolderReader(Schema schema) {
        this.packageReader = new PackageReader(schema);
    }

    /// All folders, in order.
    ///
    /// @param models the folder of all, which may be absent
    /// @param errors to which those of this folder are added
    List<ModelFolder> readAll(Path models, List<ValidationError> errors) {
        return Files.isDirectory(models)
                // Side by side, since a thousand descriptions take seconds one after the
                // other. The threads that this begins inherit the caller's priority.
                ? folders(models, errors).parallelStream().map(this::readModel).toList()
                : List.of();
    }

    /// The folders as they were, but for that of this model, which is as it is on disk now.
    List<ModelFolder> readAgain(Path models, List<ModelFolder> before, String model) {
        List<ModelFolder> folders = new ArrayList<>(before);
        folders.removeIf(folder -> folder.name().equals(model));
        findFolder(models, model)
                .map(this::readModel)
                .ifPresent(folder -> folders.add(place(folders, folder.name()), folder));
        return folders;
    }

    /// The folder of one model, without listing those of all others.
    private static Optional<Path> findFolder(Path models, String model) {
        Path folder = models.resolve(model);
        try {
            // A file system that knows no capitals finds it by other letters than its own.
            boolean isNamedSo = name(folder.toRealPath(NOFOLLOW_LINKS)).equals(model);
            return isNamedSo && Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    /// Where a folder belongs among those in order.
    private static int place(List<ModelFolder> folders, String name) {
        int from = 0;
        int to = folders.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (compareNames(folders.get(middle).name(), name) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private ModelFolder readModel(Path folder) {
        Set<String> versions = new LinkedHashSet<>();
        List<PackageEntry> packages = new ArrayList<>();
        List<ValidationError> errors = new ArrayList<>();
        Optional<ValidationError> misnamed = findMisnamed(folder, "1");
        if (misnamed.isPresent()) {
            packages.add(
                    new PackageEntry.Broken(name(folder), "", folder, List.of(misnamed.get())));
            return new ModelFolder(name(folder), versions, packages, errors);
        }
        for (Path version : folders(folder, errors)) {
            versions.add(name(version));
            packages.add(readPackage(name(folder), version));
        }
        if (Files.exists(folder.resolve(PackageEntry.FILE_NAME))) {
            errors.add(
                    ValidationErrors.ofFile(
                            folder.resolve(PackageEntry.FILE_NAME),
                            "model.yaml in the model's own folder",
                            "it in a version's folder, such as " + folder.resolve("1"),
                            "move the package into the folder `1`"));
        } else if (versions.isEmpty()) {
            errors.add(
                    ValidationErrors.ofFile(
                            folder,
                            "a model without versions",
                            "a folder such as `1` with a model.yaml",
                            "add a version, or remove the folder"));
        }
        return new ModelFolder(name(folder), versions, packages, errors);
    }

    private PackageEntry readPackage(String model, Path folder) {
        String version = name(folder);
        if (findMisnamed(folder.resolveSibling(model), version).isPresent()) {
            return new PackageEntry.Broken(
                    model,
                    version,
                    folder,
                    List.of(
                            ValidationErrors.ofFile(
                                    folder,
                                    misnamed(version),
                                    PackageEntry.NAME_FORM,
                                    "rename the version's folder")));
        }
        PackageReader.Reading reading =
                packageReader.read(ModelReference.of(model, version), folder);
        if (reading.modelPackage().isEmpty()) {
            return new PackageEntry.Broken(model, version, folder, reading.errors());
        }
        ModelPackage read = reading.modelPackage().get();
        try {
            return new PackageEntry.Valid(read, digests.of(read), reading.warnings());
        } catch (IOException e) {
            return new PackageEntry.Broken(
                    model,
                    version,
                    folder,
                    List.of(
                            ValidationErrors.ofFile(
                                    folder,
                                    "a file of the package cannot be read: " + e,
                                    "readable files",
                                    "look at their permissions")));
        }
    }

    /// What is wrong with the names of a package's folders.
    private static Optional<ValidationError> findMisnamed(Path folder, String version) {
        try {
            ModelReference.of(name(folder), version);
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(
                    ValidationErrors.ofFile(
                            folder,
                            misnamed(name(folder)),
                            PackageEntry.NAME_FORM,
                            "rename the model's folder"));
        }
    }

    private static String misnamed(String name) {
        return "the folder's name '" + SanitizedText.of(name) + "'";
    }

    /// The folders within, without hidden ones, in the order of versions.
    private static List<Path> folders(Path parent, List<ValidationError> errors) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            for (Path path : stream) {
                if (!name(path).startsWith(".") && Files.isDirectory(path)) {
                    folders.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            errors.add(
                    ValidationErrors.ofFile(
                            parent,
                            DeniedAccess.find(parent).orElse("the folder cannot be read: " + e),
                            "a readable folder",
                            "look at its permissions"));
        }
        folders.sort(
                Comparator.comparing(ModelFolderReader::name, ModelFolderReader::compareNames));
        return folders;
    }

    private static int compareNames(String a, String b) {
        try {
            return new ModelVersion(a).compareTo(new ModelVersion(b));
        } catch (ProblemException e) {
            return a.compareTo(b);
        }
    }

    private static String name(Path path) {
        Path last = path.getFileName();
        return last == null ? "" : last.toString();
    }
}
