package dev.berth.features.history;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Parser of the views and services that a join adds.
public final class JoinSelection {
    /// Separates the name under which a view is joined from the view.
    private static final char NAMED = '=';

    /// Separates the name under which a view is joined from one of its keys.
    private static final char KEY_OF = '.';

    private final FeatureDefinitions definitions;
    private final Map<String, String> columns;

    /// Creates a selection over definitions.
    ///
    /// @param columns spine columns by the join key or request field that they provide; a key
    ///   without an entry is in the column of its name
    public JoinSelection(FeatureDefinitions definitions, Map<String, String> columns) {
        this.definitions = definitions;
        this.columns = Map.copyOf(columns);
    }

    /// Selects views by name.
    ///
    /// @param words `view`, which is the latest version, or `view@version`; `:feature` after it
    ///   selects one feature. A prefix `name=` joins the view under that name, by the keys
    ///   `name.key` where they are given, so that it can be joined more than once
    /// @throws ProblemException `feature-not-found` if there is no such view, `parameter-invalid`
    ///   if there are keys of a name that no view has
    public List<JoinedView> named(List<String> words) {
        Map<Selected, List<FeatureName>> wanted = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf(NAMED);
            Optional<String> name =
                    equals < 0
                            ? Optional.empty()
                            : Optional.of(joinName(word.substring(0, equals)));
            String named = word.substring(equals + 1);
            int colon = named.indexOf(':');
            ViewReference view = reference(colon < 0 ? named : named.substring(0, colon));
            List<FeatureName> features =
                    wanted.computeIfAbsent(new Selected(name, view), _ -> new ArrayList<>());
            if (colon >= 0) {
                features.add(new FeatureName(named.substring(colon + 1)));
            }
        }
        requireNames(wanted.keySet().stream().flatMap(each -> each.name.stream()).toList());
        List<JoinedView> joined = new ArrayList<>();
        wanted.forEach(
                (each, features) -> {
                    ViewReference view = each.view;
                    List<FeatureName> chosen = features.isEmpty() ? features(view) : features;
                    boolean isOnly =
                            wanted.keySet().stream()
                                            .filter(other -> other.name.isEmpty())
                                            .filter(other -> other.view.name().equals(view.name()))
                                            .count()
                                    == 1;
                    String usual =
                            isOnly ? view.name().value() : view.name() + "_" + view.version();
                    joined.add(
                            new JoinedView(
                                    each.name.orElse(usual),
                                    new FeatureUse(view, columnsOf(each.name)),
                                    chosen));
                });
        return joined;
    }

    /// View to join, under a name of its own if there is one.
    private record Selected(Optional<String> name, ViewReference view) {}

    /// Prefix of the output columns of a view.
    private static String joinName(String name) {
        return new ViewName(name).value();
    }

    private void requireNames(List<String> names) {
        for (String key : columns.keySet()) {
            int dot = key.indexOf(KEY_OF);
            if (dot >= 0 && !names.contains(key.substring(0, dot))) {
                throw new ProblemException(
                        ProblemCode.PARAMETER_INVALID,
                        "the key "
                                + key
                                + ", of which '"
                                + key.substring(0, dot)
                                + "' is no view that is joined by that name (expected: one of "
                                + names
                                + ")",
                        "join a view as " + key.substring(0, dot) + "=VIEW");
            }
        }
    }

    /// Spine columns by key, those given for a name before the others.
    private Map<String, String> columnsOf(Optional<String> name) {
        Map<String, String> own = new LinkedHashMap<>();
        columns.forEach(
                (key, column) -> {
                    if (key.indexOf(KEY_OF) < 0) {
                        own.put(key, column);
                    }
                });
        name.ifPresent(
                joined ->
                        columns.forEach(
                                (key, column) -> {
                                    if (key.startsWith(joined + KEY_OF)) {
                                        own.put(key.substring(joined.length() + 1), column);
                                    }
                                }));
        return own;
    }

    /// Selects the features of a service, grouped by view and keys.
    ///
    /// @param name `service`, which is the latest version, or `service@version`
    /// @throws ProblemException `feature-not-found` if there is no such service
    public List<JoinedView> ofService(String name) {
        FeatureService service =
                definitions.findService(name).orElseThrow(() -> unknownService(name));
        List<JoinedView> joined = new ArrayList<>();
        for (FeatureService.Entry entry : service.features()) {
            FeatureUse use = inSpine(entry.selection());
            FeatureName feature = entry.selection().feature().feature();
            int at = 0;
            while (at < joined.size()
                    && (!joined.get(at).use().equals(use)
                            || joined.get(at).features().contains(feature))) {
                at++;
            }
            if (at == joined.size()) {
                joined.add(new JoinedView(nameIn(service, use.view()), use, List.of()));
            }
            joined.set(at, with(joined.get(at), feature, entry.alias()));
        }
        return joined;
    }

    private static JoinedView with(JoinedView joined, FeatureName feature, Optional<String> alias) {
        List<FeatureName> features = new ArrayList<>(joined.features());
        features.add(feature);
        Map<FeatureName, String> aliases = new LinkedHashMap<>(joined.aliases());
        alias.ifPresent(column -> aliases.put(feature, column));
        return new JoinedView(joined.name(), joined.use(), features, aliases);
    }

    /// A use whose columns are those of the spine that provide the fields of the service.
    private FeatureUse inSpine(FeatureSelection selection) {
        Map<String, String> fields = new LinkedHashMap<>(columns);
        selection
                .fields()
                .forEach((key, field) -> fields.put(key, columns.getOrDefault(field, field)));
        return new FeatureUse(selection.feature().view(), fields);
    }

    private static String nameIn(FeatureService service, ViewReference view) {
        boolean isOnly =
                service.features().stream()
                        .map(entry -> entry.selection().feature().view())
                        .filter(other -> other.name().equals(view.name()))
                        .allMatch(view::equals);
        return isOnly ? view.name().value() : view.name() + "_" + view.version();
    }

    private ProblemException unknownService(String name) {
        List<String> known =
                definitions.services().keySet().stream().map(ServiceReference::toString).toList();
        List<String> names =
                definitions.services().keySet().stream()
                        .map(reference -> reference.name().value())
                        .distinct()
                        .toList();
        return new ProblemException(
                ProblemCode.FEATURE_NOT_FOUND,
                "no feature service '"
                        + SanitizedText.of(name)
                        + "'"
                        + NearestName.hint(name, name.indexOf('@') < 0 ? names : known),
                known.isEmpty()
                        ? "describe it under `services` in features/*.yaml"
                        : "name one of " + String.join(", ", known));
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
