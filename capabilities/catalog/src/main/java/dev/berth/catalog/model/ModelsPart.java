package dev.berth.catalog.model;

import dev.berth.catalog.document.Schema;
import dev.berth.catalog.document.ValidationErrors;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.ChangedEntry;
import dev.berth.catalog.system.CheckReport;
import dev.berth.catalog.system.DefinedNames;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.system.ValidationError;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The models of a system: `models/<model>/<version>/model.yaml`.
public final class ModelsPart implements SystemPart<Models> {
    private final ModelFolderReader reader = new ModelFolderReader(schema());

    /// A change of one model.
    public static ChangedEntry change(String model) {
        return new ChangedEntry(Models.class, model);
    }

    @Override
    public String folder() {
        return PackageEntry.FOLDER;
    }

    @Override
    public Class<Models> type() {
        return Models.class;
    }

    @Override
    public Schema schema() {
        return Schema.shipped("model");
    }

    @Override
    public PartReading<Models> read(PartFolder folder) {
        List<ValidationError> errors = new ArrayList<>();
        List<ModelFolder> folders = reader.readAll(folder.path(), errors);
        return reading(folder, folders, errors);
    }

    /// Reads the folder of the changed model; of the others no file is read.
    @Override
    public PartReading<Models> readAgain(PartFolder folder, Models before, ChangedEntry changed) {
        List<ModelFolder> folders =
                changed.part() == Models.class
                        ? reader.readAgain(folder.path(), before.folders(), changed.name())
                        : before.folders();
        return reading(folder, folders, List.of());
    }

    private static PartReading<Models> reading(
            PartFolder folder, List<ModelFolder> folders, List<ValidationError> errors) {
        // A system that keeps features for others, say, needs no models.
        boolean isMissing = folders.isEmpty() && errors.isEmpty() && folder.isAlone();
        return new PartReading<>(
                new Models(folders), isMissing ? List.of(missing(folder)) : errors);
    }

    private static ValidationError missing(PartFolder folder) {
        return ValidationErrors.ofFile(
                folder.path(),
                Files.isDirectory(folder.path()) ? "a folder without models" : "no such folder",
                "a folder <model>/<version>/ with a model.yaml",
                "let `berth init --model FILE` write the first package");
    }

    @Override
    public DefinedNames names(Models models) {
        Map<String, Set<String>> versions = new HashMap<>();
        models.folders().forEach(folder -> versions.put(folder.name(), folder.versions()));
        return DefinedNames.of(versions);
    }

    @Override
    public List<ValidationError> check(Models models, CatalogSnapshot system) {
        return models.folders().stream().flatMap(each -> each.errors().stream()).toList();
    }

    @Override
    public CheckReport report(Models models) {
        List<ValidationError> errors = new ArrayList<>();
        List<ValidationError> warnings = new ArrayList<>();
        for (PackageEntry entry : models.packages()) {
            switch (entry) {
                case PackageEntry.Valid valid -> warnings.addAll(valid.warnings());
                case PackageEntry.Broken broken -> errors.addAll(broken.errors());
            }
        }
        return new CheckReport(errors, warnings);
    }
}
