package dev.berth.catalog.feature;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.catalog.model.Models;
import dev.berth.catalog.model.PackageEntry;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.Publication;
import dev.berth.core.system.ModelPackage;
import dev.berth.core.system.ValidationError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Check for packages that need retired features.
final class RetiredFeatures {
    private RetiredFeatures() {}

    static List<ValidationError> errors(Models models, FeatureDefinitions features) {
        if (features.publications().values().stream().noneMatch(Publication::isRetired)) {
            return List.of();
        }
        List<ValidationError> errors = new ArrayList<>();
        models.valid().forEach(entry -> add(entry.modelPackage(), features, errors));
        return errors;
    }

    private static void add(
            ModelPackage needing, FeatureDefinitions features, List<ValidationError> errors) {
        needing.features()
                .inputs()
                .forEach(
                        (input, selection) ->
                                findRetired(selection.feature(), features)
                                        .ifPresent(
                                                retired ->
                                                        errors.add(
                                                                error(
                                                                        needing,
                                                                        input,
                                                                        selection.feature(),
                                                                        retired))));
    }

    private static Optional<Publication> findRetired(
            FeatureReference feature, FeatureDefinitions features) {
        return features.findPublication(feature.view()).filter(Publication::isRetired);
    }

    private static ValidationError error(
            ModelPackage needing, String input, FeatureReference feature, Publication retired) {
        // Read again for the line, which is seldom wanted.
        Document document =
                DocumentReader.read(needing.directory().resolve(PackageEntry.FILE_NAME));
        String pointer = Document.child("/features/inputs", input);
        return new ValidationError(
                document.locate(pointer),
                pointer,
                "the feature "
                        + feature
                        + ", whose view was retired at "
                        + retired.retired().orElseThrow(),
                "a feature of a version that is served",
                "train the model with another version, or remove this package");
    }
}
