package dev.berth.catalog.feature;

import dev.berth.catalog.document.Schema;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.DefinedNames;
import dev.berth.catalog.system.PartFolder;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.system.ValidationError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The features of a system: `features/*.yaml`, what was published of them, and the functions that
/// compute them.
public final class FeaturesPart implements SystemPart<Features> {
    /// The folder of its files, below the system's directory.
    public static final String FOLDER = "features";

    /// That of the folder that was read last: the functions of its jars are loaded once.
    private @Nullable FunctionFinder functions;

    /// The definitions of a system, of which nothing else is read.
    ///
    /// @throws ProblemException `feature-definition-invalid` if there are none, or one has a error
    public static FeatureDefinitions require(Path directory) {
        Path folder = directory.resolve(FOLDER);
        Features features = new FunctionFinder(folder).addTo(FeaturesReader.readAll(folder));
        if (!features.errors().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    features.errors().getFirst().toString(),
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

    @Override
    public String folder() {
        return FOLDER;
    }

    @Override
    public Class<Features> type() {
        return Features.class;
    }

    @Override
    public Schema schema() {
        return FeaturesSchema.get();
    }

    @Override
    public PartReading<Features> read(PartFolder folder) {
        Features features = functions(folder.path()).addTo(FeaturesReader.read(folder.files()));
        return new PartReading<>(features, features.errors());
    }

    private synchronized FunctionFinder functions(Path folder) {
        FunctionFinder known = functions;
        if (known == null || !known.isOf(folder)) {
            known = new FunctionFinder(folder);
            functions = known;
        }
        return known;
    }

    /// Views and services with the versions that are served, such as `departures@1`.
    @Override
    public DefinedNames names(Features features) {
        FeatureDefinitions served = features.definitions();
        SortedMap<String, Set<String>> versions = new TreeMap<>();
        served.views().keySet().forEach(view -> add(view.name().value(), view, versions));
        served.onDemand().keySet().forEach(view -> add(view.name().value(), view, versions));
        served.services().keySet().forEach(each -> add(each.name().value(), each, versions));
        return new DefinedNames(versions, features.written());
    }

    private static void add(String name, Object version, Map<String, Set<String>> versions) {
        versions.computeIfAbsent(name, first -> new LinkedHashSet<>()).add(version.toString());
    }

    @Override
    public List<ValidationError> check(Features features, CatalogSnapshot system) {
        Models models = system.part(Models.class);
        List<ValidationError> errors =
                new ArrayList<>(RetiredFeatures.errors(models, features.definitions()));
        errors.addAll(ServiceNames.errors(models.names(), features.definitions()));
        return errors;
    }
}
