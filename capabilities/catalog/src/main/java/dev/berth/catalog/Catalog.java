package dev.berth.catalog;

import dev.berth.catalog.access.DeniedAccess;
import dev.berth.catalog.settings.SystemReader;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.ChangedEntry;
import dev.berth.catalog.system.CheckReport;
import dev.berth.catalog.system.PartDescriptions;
import dev.berth.catalog.system.SystemParts;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.system.ValidationError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Catalog of one system directory.
///
/// Reads `berth.yaml` and the folder of each `SystemPart`, and reports everything that is wrong
/// with them at once. Files and folders that begin with a dot are ignored, as is everything else
/// that Berth does not know. Thread-safe; every method does I/O.
public final class Catalog {
    private final Path directory;
    private final SystemReader systemReader = new SystemReader();
    private final SystemParts parts = SystemParts.find();

    private Catalog(Path directory) {
        this.directory = directory;
    }

    /// The catalog of a system directory, which must exist; nothing is read yet.
    ///
    /// @throws ProblemException `package-invalid` if there is no such directory
    public static Catalog open(Path directory) {
        DeniedAccess.refuse(directory, ProblemCode.PACKAGE_INVALID);
        if (!Files.isDirectory(directory)) {
            throw new ProblemException(
                    ProblemCode.PACKAGE_INVALID,
                    "'"
                            + SanitizedText.of(directory.toString())
                            + "' is no directory (expected: a system's directory)",
                    "name the directory that holds berth.yaml and models/");
        }
        return new Catalog(directory);
    }

    public Path directory() {
        return directory;
    }

    /// Whether the folder of a part is there.
    public boolean hasFolder(String part) {
        return Files.isDirectory(directory.resolve(part));
    }

    /// Whether the folder of another part is there.
    public boolean hasFolderBeside(String part) {
        return parts.folders().stream().anyMatch(other -> !other.equals(part) && hasFolder(other));
    }

    /// The system as it is on disk now. Whatever is wrong is in the snapshot.
    public CatalogSnapshot read() {
        return snapshot(parts.read(directory));
    }

    /// The system as it was, but for `berth.yaml`, this entry and what each part reads again with
    /// it, which are as they are on disk now.
    public CatalogSnapshot read(ChangedEntry changed, CatalogSnapshot before) {
        return snapshot(parts.readAgain(directory, before.parts(), changed));
    }

    private CatalogSnapshot snapshot(PartDescriptions descriptions) {
        SystemReader.Reading system = systemReader.read(directory, parts.names(descriptions));
        List<ValidationError> errors = new ArrayList<>(system.errors());
        errors.addAll(descriptions.errors());
        var read = new CatalogSnapshot(system.system(), descriptions, errors);
        return read.with(parts.check(read));
    }

    /// The names in the system's directory that are of the system.
    public Set<String> names() {
        Set<String> names = new TreeSet<>(parts.folders());
        names.addAll(Set.of(SystemReader.FILE_NAME, SystemReader.MISSPELT));
        return names;
    }

    /// Everything that is wrong with the descriptions. Fetches nothing.
    public CheckReport check() {
        return check(read());
    }

    /// Everything that is wrong with the descriptions as they were read by this catalog.
    public CheckReport check(CatalogSnapshot snapshot) {
        return parts.report(snapshot);
    }
}
