package dev.berth.features.history;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which views a join is to add, as people say it.
public final class JoinSelection {
    private final FeatureDefinitions definitions;
    private final Map<String, String> columns;

    /// Of what is defined.
    ///
    /// @param columns of the spine, by the join key or the caller's field that they stand for; one
    ///   that is not there has its name
    public JoinSelection(FeatureDefinitions definitions, Map<String, String> columns) {
        this.definitions = definitions;
        this.columns = Map.copyOf(columns);
    }

    /// Views by their names.
    ///
    /// @param words `view`, which is the latest version, or `view@version`; with `:feature` behind
    ///   it for that feature alone
    /// @throws ProblemException `feature-not-found` if there is no such view
    public List<JoinedView> named(List<String> words) {
        Map<ViewReference, List<FeatureName>> wanted = new LinkedHashMap<>();
        for (String word : words) {
            int colon = word.indexOf(':');
            ViewReference view = reference(colon < 0 ? word : word.substring(0, colon));
            List<FeatureName> features = wanted.computeIfAbsent(view, _ -> new ArrayList<>());
            if (colon >= 0) {
                features.add(new FeatureName(word.substring(colon + 1)));
            }
        }
        List<JoinedView> joined = new ArrayList<>();
        wanted.forEach(
                (view, features) -> {
                    List<FeatureName> chosen = features.isEmpty() ? features(view) : features;
                    boolean isOnly =
                            wanted.keySet().stream()
                                            .filter(each -> each.name().equals(view.name()))
                                            .count()
                                    == 1;
                    String name = isOnly ? "" + view.name() : view.name() + "_" + view.version();
                    joined.add(new JoinedView(name, new FeatureUse(view, columns), chosen));
                });
        return joined;
    }

    /// All stored views, each in its latest version.
    public List<JoinedView> latestStored() {
        return latest(definitions.views().keySet().stream());
    }

    /// All views on demand, each in its latest version.
    public List<JoinedView> latestOnDemand() {
        return latest(definitions.onDemand().keySet().stream());
    }

    private List<JoinedView> latest(Stream<ViewReference> views) {
        return views.filter(
                        view ->
                                definitions
                                        .findLatest(view.name())
                                        .filter(view::equals)
                                        .isPresent())
                .map(view -> JoinedView.of(new FeatureUse(view, columns), features(view)))
                .toList();
    }

    private List<FeatureName> features(ViewReference view) {
        Optional<OnDemandView> onDemand = definitions.findOnDemand(view);
        return onDemand.isPresent()
                ? onDemand.get().features().stream().map(OnDemandView.Computed::name).toList()
                : definitions.view(view).features().stream().map(Feature::name).toList();
    }

    private ViewReference reference(String name) {
        Optional<ViewReference> found =
                name.indexOf('@') >= 0
                        ? Optional.of(ViewReference.parse(name))
                                .filter(
                                        view ->
                                                definitions.findView(view).isPresent()
                                                        || definitions
                                                                .findOnDemand(view)
                                                                .isPresent())
                        : definitions.findLatest(new ViewName(name));
        return found.orElseThrow(() -> unknown(name));
    }

    private ProblemException unknown(String name) {
        List<String> known =
                Stream.concat(
                                definitions.views().keySet().stream(),
                                definitions.onDemand().keySet().stream())
                        .map(ViewReference::toString)
                        .toList();
        return new ProblemException(
                ProblemCode.FEATURE_NOT_FOUND,
                "no view '" + name + "'" + NearestName.hint(name, known),
                "name one of " + String.join(", ", known));
    }
}
