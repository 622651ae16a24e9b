package dev.berth.cli.batch;

import dev.berth.batch.SourceFingerprint;
import dev.berth.batch.source.CopiedSource;
import dev.berth.cli.target.LocalTarget;
import dev.berth.cli.target.ModelChoice;
import dev.berth.core.ModelName;
import dev.berth.core.ModelVersion;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.PackageFeatures;
import dev.berth.features.duckdb.Spine;
import dev.berth.features.history.JoinedView;
import dev.berth.scoring.data.DataFile;
import dev.berth.serving.ModelServer;
import dev.berth.tables.duckdb.Database;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options of `berth batch` for features as of a time of each row.
final class AsOfOptions {
    @Option(
            names = "--as-of",
            paramLabel = "COLUMN",
            description =
                    "The column with the time as of which the features of models are joined to each"
                            + " row, from the sources of the feature store. Default: they are read"
                            + " as they are online.")
    private @Nullable String column;

    @Option(
            names = "--entity-columns",
            paramLabel = "KEY=COLUMN",
            description =
                    "With --as-of: the column of a join key. Default: the column of its name. Can be"
                            + " repeated.")
    private Map<String, String> keys = new LinkedHashMap<>();

    boolean isGiven() {
        return column != null || !keys.isEmpty();
    }

    /// The rows of a file with the features that a model, or the models of an endpoint, declare.
    ///
    /// @param database reads the rows
    /// @throws ProblemException `usage` if the options do not fit, `data-invalid` if no model
    ///   declares features or there is no file
    CopiedSource source(
            Path system, Path file, LocalTarget target, ModelChoice choice, Database database) {
        if (column == null) {
            throw new ProblemException(
                    ProblemCode.USAGE,
                    "--entity-columns without --as-of (expected: both)",
                    "name the column with the time of each row");
        }
        Map<String, FeatureSelection> wanted = new LinkedHashMap<>();
        for (PackageFeatures features : features(target, choice)) {
            features.inputs().forEach((input, feature) -> put(wanted, input, feature));
        }
        if (wanted.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "--as-of with "
                            + choice
                            + ", whose packages declare no features (expected: `features` in a"
                            + " model.yaml)",
                    "leave --as-of out, or declare the features of the model's inputs");
        }
        return new JoinedSource(
                system,
                new Spine(file, column, ZoneOffset.UTC),
                SourceFingerprint.of(DataFile.openAll(database, file).files()).sha256(),
                views(wanted));
    }

    private static void put(
            Map<String, FeatureSelection> wanted, String input, FeatureSelection feature) {
        FeatureSelection other = wanted.putIfAbsent(input, feature);
        if (other != null && !other.equals(feature)) {
            throw new ProblemException(
                    ProblemCode.DATA_INVALID,
                    "input '"
                            + input
                            + "' is "
                            + feature.feature()
                            + " for one model and "
                            + other.feature()
                            + " for another (expected: one feature for inputs of one name)",
                    "rename the input of one of the models");
        }
    }

    private static List<PackageFeatures> features(LocalTarget target, ModelChoice choice) {
        ModelServer serving = target.berth().serving();
        if (!target.isEndpoint(choice)) {
            return List.of(features(serving, choice.name(), choice.version()));
        }
        return target.called(choice.name().value())
                .map(model -> features(serving, model.name(), Optional.of(model.version())))
                .toList();
    }

    private static PackageFeatures features(
            ModelServer serving, ModelName name, Optional<ModelVersion> version) {
        return serving.requirePackage(name, version).features();
    }

    /// Views whose features are columns with the names of inputs.
    private List<JoinedView> views(Map<String, FeatureSelection> wanted) {
        List<JoinedView> views = new ArrayList<>();
        wanted.forEach(
                (input, selection) -> {
                    Map<String, String> fields = new LinkedHashMap<>(keys);
                    selection
                            .fields()
                            .forEach(
                                    (key, field) ->
                                            fields.put(key, keys.getOrDefault(field, field)));
                    var use = new FeatureUse(selection.feature().view(), fields);
                    add(views, use, selection.feature().feature(), input);
                });
        return views;
    }

    /// Adds a feature to the view that is joined by these keys, or another such view if it has the
    /// feature.
    private static void add(
            List<JoinedView> views, FeatureUse use, FeatureName feature, String input) {
        int at = 0;
        while (at < views.size()
                && (!views.get(at).use().equals(use)
                        || views.get(at).features().contains(feature))) {
            at++;
        }
        if (at == views.size()) {
            views.add(new JoinedView("view" + at, use, List.of()));
        }
        JoinedView view = views.get(at);
        List<FeatureName> features = new ArrayList<>(view.features());
        features.add(feature);
        Map<FeatureName, String> names = new LinkedHashMap<>(view.aliases());
        names.put(feature, input);
        views.set(at, new JoinedView(view.name(), use, features, names));
    }
}
