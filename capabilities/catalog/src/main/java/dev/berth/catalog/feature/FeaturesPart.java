package dev.berth.catalog.feature;

import dev.berth.catalog.document.Schema;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.catalog.system.ModelFolder;
import dev.berth.catalog.system.PartFiles;
import dev.berth.catalog.system.PartReading;
import dev.berth.catalog.system.SystemPart;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The features of a system: `features/*.yaml`, what was published of them, and the functions that
/// compute them.
public final class FeaturesPart implements SystemPart<FeaturesReader.Reading> {
    /// The folder of its files, below the system's directory.
    public static final String FOLDER = "features";

    /// That of the folder that was read last: the functions of its jars are loaded once.
    private @Nullable FunctionFinder functions;

    @Override
    public String folder() {
        return FOLDER;
    }

    @Override
    public Class<FeaturesReader.Reading> type() {
        return FeaturesReader.Reading.class;
    }

    @Override
    public Schema schema() {
        return Schema.ofFeatures();
    }

    @Override
    public PartReading<FeaturesReader.Reading> read(PartFiles files) {
        FeaturesReader.Reading reading = functions(files).addTo(FeaturesReader.read(files));
        return new PartReading<>(reading, reading.mistakes());
    }

    private synchronized FunctionFinder functions(PartFiles files) {
        FunctionFinder known = functions;
        if (known == null || !known.isOf(files.folder())) {
            known = new FunctionFinder(files.folder());
            functions = known;
        }
        return known;
    }

    @Override
    public List<ValidationError> check(FeaturesReader.Reading description, CatalogSnapshot system) {
        Set<String> models =
                system.folders().stream().map(ModelFolder::name).collect(Collectors.toSet());
        List<ValidationError> mistakes =
                new ArrayList<>(
                        RetiredFeatures.mistakes(system.folders(), description.definitions()));
        mistakes.addAll(ServiceNames.mistakes(models, description.definitions()));
        return mistakes;
    }
}
