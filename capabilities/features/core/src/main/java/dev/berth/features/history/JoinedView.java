package dev.berth.features.history;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Features of one view to join for one entity of each row.
///
/// @param name prefix of the output columns, `<name>__<feature>`; by default that of the view
/// @param use the view, stored or on demand, and the spine columns of its keys and of the request
///   fields of an on-demand view
/// @param aliases names of output columns that do not have the prefix, by feature
public record JoinedView(
        String name, FeatureUse use, List<FeatureName> features, Map<FeatureName, String> aliases) {
    public JoinedView {
        features = List.copyOf(features);
        aliases = Map.copyOf(aliases);
    }

    /// Joined view whose columns all have the prefix.
    public JoinedView(String name, FeatureUse use, List<FeatureName> features) {
        this(name, use, features, Map.of());
    }

    /// Joined view under the view's own name.
    public static JoinedView of(FeatureUse use, List<FeatureName> features) {
        return new JoinedView(use.view().name().value(), use, features);
    }

    /// The name of a feature's output column.
    public String column(FeatureName feature) {
        return aliases.getOrDefault(feature, name + "__" + feature);
    }

    /// Returns the view, which must be a stored one.
    ///
    /// @throws ProblemException `feature-not-found` if there is none
    public FeatureView requireView(FeatureDefinitions definitions) {
        return definitions
                .findView(use.view())
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.FEATURE_NOT_FOUND,
                                        "no view " + use.view() + " is defined",
                                        "name one of "
                                                + definitions.views().keySet()
                                                + definitions.onDemand().keySet()));
    }

    /// Returns the features, which the view must have.
    ///
    /// @throws ProblemException `feature-not-found` if it has not
    public List<Feature> requireFeatures(FeatureView view) {
        return features.stream().map(name -> feature(view, name)).toList();
    }

    private static Feature feature(FeatureView view, FeatureName name) {
        return view.find(name)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemCode.FEATURE_NOT_FOUND,
                                        "no feature "
                                                + new FeatureReference(view.reference(), name)
                                                + " is defined",
                                        "name one of the view's features"));
    }

    /// Checks that the column names of an output are distinct.
    ///
    /// @param spine the columns of the spine
    /// @throws ProblemException `parameter-invalid` if two columns have one name
    public static void requireDifferentColumns(List<String> spine, List<JoinedView> views) {
        Set<String> names = new HashSet<>(spine);
        for (JoinedView joined : views) {
            for (FeatureName feature : joined.features()) {
                if (!names.add(joined.column(feature))) {
                    throw new ProblemException(
                            ProblemCode.PARAMETER_INVALID,
                            "two columns of the output are called " + joined.column(feature),
                            "rename the column of the rows, or join the view under another name");
                }
            }
        }
    }
}
