package dev.berth.cli.features;

import dev.berth.catalog.Catalog;
import dev.berth.catalog.feature.FeatureVersions;
import dev.berth.catalog.feature.Features;
import dev.berth.catalog.lineage.SystemLineage;
import dev.berth.catalog.system.CatalogSnapshot;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.ShellWord;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import dev.berth.core.lineage.Lineage;
import dev.berth.core.lineage.LineageNode;
import dev.berth.core.system.ValidationError;
import dev.berth.featurestore.FeatureStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Feature definitions of a system's directory, shared by the feature commands.
public final class FeatureCommandContext {
    private final Path directory;
    private final CatalogSnapshot snapshot;

    private FeatureCommandContext(Path directory, CatalogSnapshot snapshot) {
        this.directory = directory;
        this.snapshot = snapshot;
    }

    /// Reads the definitions, even with errors.
    public static FeatureCommandContext readAnyhow(Path directory) {
        return new FeatureCommandContext(directory, Catalog.open(directory).read());
    }

    /// Reads the definitions.
    ///
    /// @throws ProblemException `feature-definition-invalid` if there is an error, or no definition
    public static FeatureCommandContext read(Path directory) {
        FeatureCommandContext system = readAnyhow(directory);
        List<ValidationError> errors = system.versions().errors();
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    errors.getFirst().toString(),
                    "`berth check " + ShellWord.of(directory) + "` lists all errors");
        }
        if (system.definitions().isEmpty()) {
            throw new ProblemException(
                    ProblemCode.FEATURE_DEFINITION_INVALID,
                    "no features in "
                            + directory.resolve("features")
                            + " (expected: at least one view)",
                    "describe some; see docs/guides/features.md");
        }
        return system;
    }

    Features features() {
        return snapshot.part(Features.class);
    }

    FeatureVersions versions() {
        return FeatureVersions.of(directory, snapshot);
    }

    Lineage lineage() {
        return SystemLineage.of(snapshot);
    }

    /// Descriptions of the direct readers of a view.
    List<String> users(ViewReference view) {
        Lineage lineage = lineage();
        return SystemLineage.find(view, definitions()).stream()
                .flatMap(lineage::users)
                .map(LineageNode::toString)
                .toList();
    }

    public FeatureDefinitions definitions() {
        return features().definitions();
    }

    public FeatureStore store() {
        return FeatureStore.of(
                directory, snapshot.system().features().store(), definitions(), System.getenv());
    }

    /// The named stored views; all if there are no names.
    ///
    /// @param names `view@version`, or `view` for its latest version
    List<FeatureView> views(List<String> names) {
        if (names.isEmpty()) {
            return List.copyOf(definitions().views().values());
        }
        List<FeatureView> views = new ArrayList<>();
        for (String name : names) {
            views.add(definitions().findView(reference(name)).orElseThrow(() -> unknown(name)));
        }
        return views;
    }

    /// The latest version of each stored view.
    List<FeatureView> latestViews() {
        return definitions().views().values().stream()
                .filter(
                        view ->
                                definitions()
                                        .findLatest(view.reference().name())
                                        .filter(view.reference()::equals)
                                        .isPresent())
                .toList();
    }

    /// A service by its name, optionally with `@version`, unless a view has that name.
    Optional<FeatureService> findService(String name) {
        String word = name.indexOf('@') < 0 ? name : name.substring(0, name.indexOf('@'));
        boolean isView =
                features().versions().stream()
                        .anyMatch(version -> version.view().name().value().equals(word));
        return isView ? Optional.empty() : definitions().findService(name);
    }

    /// A view by `view@version`, or by `view` for its latest version.
    ViewReference reference(String name) {
        return name.indexOf('@') >= 0
                ? ViewReference.parse(name)
                : definitions().findLatest(new ViewName(name)).orElseThrow(() -> unknown(name));
    }

    private ProblemException unknown(String name) {
        List<String> known =
                definitions().views().keySet().stream().map(ViewReference::toString).toList();
        return new ProblemException(
                ProblemCode.FEATURE_NOT_FOUND,
                "no view '" + name + "'" + NearestName.hint(name, known),
                "name one of " + String.join(", ", known));
    }
}
