package dev.berth.catalog;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.artifact.ArtifactLock;
import dev.berth.catalog.artifact.ArtifactStore;
import dev.berth.catalog.artifact.ResolvedArtifacts;
import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.catalog.endpoint.EndpointReader;
import dev.berth.catalog.feature.FeaturesPart;
import dev.berth.catalog.feature.FeaturesReader;
import dev.berth.catalog.feature.FunctionFinder;
import dev.berth.catalog.model.PackageDigests;
import dev.berth.catalog.model.PackageReader;
import dev.berth.catalog.settings.SystemReader;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.EndpointEntry;
import dev.berth.catalog.system.ModelFolder;
import dev.berth.catalog.system.PackageEntry;
import dev.berth.catalog.system.PartDescriptions;
import dev.berth.catalog.system.SystemParts;
import dev.berth.core.ModelName;
import dev.berth.core.ModelReference;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.Artifact;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The model packages of one system directory.
///
/// Reads `berth.yaml`, `models/<model>/<version>/model.yaml`, `endpoints/` and the folders of each
/// `SystemPart`, reports everything that is wrong with them at once, and brings the packages'
/// artifacts here. Files and folders that begin with a dot are ignored, as is everything else that
/// Berth does not know. Thread-safe; every method does I/O.
public final class Catalog {
    private final Path directory;
    private final SystemReader systemReader = new SystemReader();
    private final PackageReader packageReader = new PackageReader();
    private final SystemParts parts = SystemParts.find();
    private final PackageDigests digests = new PackageDigests(InstantSource.system());

    private final ArtifactStore store;
    private final ArtifactLock lock;

    private Catalog(Path directory, ArtifactStore store) {
        this.directory = directory;
        this.store = store;
        this.lock = ArtifactLock.of(directory);
    }

    /// The catalog of a system directory, which must exist; nothing is read yet.
    ///
    /// @param store where artifacts from elsewhere are kept
    ///
    /// @throws ProblemException `package-invalid` if there is no such directory
    public static Catalog open(Path directory, ArtifactStore store) {
        DeniedAccess.refuse(directory, ProblemCode.PACKAGE_INVALID);
        if (!Files.isDirectory(directory)) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "'"
                            + SanitizedText.of(directory.toString())
                            + "' is no directory (expected: a system's directory)",
                    "name the directory that holds berth.yaml and models/");
        }
        return new Catalog(directory, store);
    }

    public Path directory() {
        return directory;
    }

    /// Whether the folder of models is there.
    public boolean hasModelFolder() {
        return Files.isDirectory(directory.resolve(PackageEntry.FOLDER));
    }

    /// Whether a folder of the system besides that of models is there.
    public boolean hasOtherFolder() {
        return Files.isDirectory(directory.resolve(EndpointEntry.FOLDER))
                || parts.haveFolder(directory);
    }

    /// The system as it is on disk now. Whatever is wrong is in the snapshot.
    public CatalogSnapshot read() {
        List<ValidationError> mistakes = new ArrayList<>();
        Path models = directory.resolve(PackageEntry.FOLDER);
        List<ModelFolder> folders =
                Files.isDirectory(models)
                        // Side by side, since a thousand descriptions take seconds one after the
                        // other. The threads that this begins inherit the caller's priority.
                        ? folders(models, mistakes).parallelStream().map(this::readModel).toList()
                        : List.of();
        return snapshot(folders, Optional.empty(), mistakes);
    }

    /// The system as it was, but for `berth.yaml` and the folder of this model, which are as they
    /// are on disk now. Of the others no file is checked.
    public CatalogSnapshot read(ModelName model, CatalogSnapshot before) {
        List<ModelFolder> folders = new ArrayList<>(before.folders());
        folders.removeIf(folder -> folder.name().equals(model.value()));
        findFolder(directory.resolve(PackageEntry.FOLDER), model.value())
                .map(this::readModel)
                .ifPresent(folder -> folders.add(place(folders, folder.name()), folder));
        return snapshot(folders, Optional.of(before.endpoints()), new ArrayList<>());
    }

    /// The folder of one model, without a look at those of all others.
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

    /// @param known endpoints that need not be read
    private CatalogSnapshot snapshot(
            List<ModelFolder> folders,
            Optional<List<EndpointEntry>> known,
            List<ValidationError> mistakes) {
        // One that keeps features for others, say, needs no models.
        if (folders.isEmpty() && mistakes.isEmpty() && !parts.haveFolder(directory)) {
            Path models = directory.resolve(PackageEntry.FOLDER);
            mistakes.add(
                    ValidationErrors.ofFile(
                            models,
                            Files.isDirectory(models)
                                    ? "a folder without models"
                                    : "no such folder",
                            "a folder <model>/<version>/ with a model.yaml",
                            "let `berth init --model FILE` write the first package"));
        }
        Map<String, Set<String>> versionsByModel = new TreeMap<>();
        folders.forEach(folder -> versionsByModel.put(folder.name(), folder.versions()));
        List<EndpointEntry> endpoints =
                known.orElseGet(
                        () ->
                                EndpointReader.readAll(
                                        directory.resolve(EndpointEntry.FOLDER),
                                        versionsByModel.keySet()));
        PartDescriptions descriptions = parts.read(directory);
        FeaturesReader.Reading features = descriptions.require(FeaturesReader.Reading.class);
        SystemReader.Reading system =
                systemReader.read(directory, versionsByModel, endpointNames(endpoints), features);
        mistakes.addAll(descriptions.mistakes());
        mistakes.addAll(0, system.mistakes());
        CatalogSnapshot read =
                CatalogSnapshot.of(
                        system.system(),
                        folders,
                        endpoints,
                        descriptions,
                        features.definitions(),
                        features.versions(),
                        mistakes);
        return read.with(parts.check(read));
    }

    /// What the files of a system's features say, without a look at anything else of it.
    ///
    /// @throws ProblemException `feature-definition-invalid` if there are none, or one has a
    ///   mistake
    public static FeatureDefinitions requireFeatures(Path directory) {
        Path folder = directory.resolve(FeaturesPart.FOLDER);
        FeaturesReader.Reading features =
                new FunctionFinder(folder).addTo(FeaturesReader.readAll(folder));
        if (!features.mistakes().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    features.mistakes().getFirst().toString(),
                    "`berth check " + ShellWord.of(directory) + "` tells everything");
        }
        if (features.definitions().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    "no features in " + folder + " (expected: at least one view)",
                    "describe some, as docs/guides/features.md tells");
        }
        return features.definitions();
    }

    /// The jars with functions in Java that compute a system's features, in order.
    public static List<Path> functionJars(Path directory) {
        return FunctionFinder.jarsOf(directory);
    }

    /// The names in the system's directory that are of the system.
    Set<String> names() {
        Set<String> names = new TreeSet<>(parts.folders());
        names.addAll(
                Set.of(
                        SystemReader.FILE_NAME,
                        SystemReader.MISSPELT,
                        PackageEntry.FOLDER,
                        EndpointEntry.FOLDER));
        return names;
    }

    private static Set<String> endpointNames(List<EndpointEntry> endpoints) {
        return endpoints.stream()
                .map(EndpointEntry::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private ModelFolder readModel(Path folder) {
        Set<String> versions = new LinkedHashSet<>();
        List<PackageEntry> packages = new ArrayList<>();
        List<ValidationError> mistakes = new ArrayList<>();
        Optional<ValidationError> misnamed = findMisnamed(folder, "1");
        if (misnamed.isPresent()) {
            packages.add(
                    new PackageEntry.Broken(name(folder), "", folder, List.of(misnamed.get())));
            return new ModelFolder(name(folder), versions, packages, mistakes);
        }
        for (Path version : folders(folder, mistakes)) {
            versions.add(name(version));
            packages.add(readPackage(name(folder), version));
        }
        if (Files.exists(folder.resolve(PackageEntry.FILE_NAME))) {
            mistakes.add(
                    ValidationErrors.ofFile(
                            folder.resolve(PackageEntry.FILE_NAME),
                            "model.yaml in the model's own folder",
                            "it in a version's folder, such as " + folder.resolve("1"),
                            "move the package into the folder `1`"));
        } else if (versions.isEmpty()) {
            mistakes.add(
                    ValidationErrors.ofFile(
                            folder,
                            "a model without versions",
                            "a folder such as `1` with a model.yaml",
                            "add a version, or remove the folder"));
        }
        return new ModelFolder(name(folder), versions, packages, mistakes);
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
            return new PackageEntry.Broken(model, version, folder, reading.mistakes());
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
    private static List<Path> folders(Path parent, List<ValidationError> mistakes) {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            for (Path path : stream) {
                if (!name(path).startsWith(".") && Files.isDirectory(path)) {
                    folders.add(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            mistakes.add(
                    ValidationErrors.ofFile(
                            parent,
                            DeniedAccess.find(parent).orElse("the folder cannot be read: " + e),
                            "a readable folder",
                            "look at its permissions"));
        }
        folders.sort(Comparator.comparing(Catalog::name, Catalog::compareNames));
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

    /// Everything that is wrong with the descriptions. Fetches nothing.
    public CheckReport check() {
        return CheckReport.of(read());
    }

    /// Everything that is wrong with the descriptions and with the artifacts, which are fetched.
    public CheckReport checkWithArtifacts() {
        CatalogSnapshot snapshot = read();
        List<ValidationError> unresolved = new ArrayList<>();
        for (PackageEntry.Valid entry : snapshot.valid()) {
            Document document =
                    DocumentReader.read(entry.directory().resolve(PackageEntry.FILE_NAME));
            for (Artifact artifact : entry.modelPackage().artifacts().values()) {
                findUnresolved(entry.modelPackage(), artifact, document).ifPresent(unresolved::add);
            }
        }
        return CheckReport.of(snapshot).with(unresolved);
    }

    private Optional<ValidationError> findUnresolved(
            ModelPackage modelPackage, Artifact artifact, Document document) {
        try {
            store.fetch(modelPackage, artifact, lock);
            return Optional.empty();
        } catch (ProblemException e) {
            String pointer = Document.child("/artifacts", artifact.name());
            return Optional.of(
                    new ValidationError(
                            document.locate(pointer),
                            pointer,
                            e.problem().message(),
                            "an artifact that can be had and verified",
                            e.problem().remedy()));
        }
    }

    /// The files of a package's artifacts on this machine, fetched where needed, verified.
    ///
    /// @throws ProblemException `artifact-unavailable`, `artifact-checksum-mismatch` or
    ///   `artifact-unsafe`
    public ResolvedArtifacts resolve(ModelPackage modelPackage) {
        return store.resolve(modelPackage, lock);
    }
}
