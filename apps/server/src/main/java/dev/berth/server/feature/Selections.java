package dev.berth.server.feature;

import dev.berth.core.Excerpt;
import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.online.FeatureReads;
import dev.berth.features.upkeep.LatestVersions;
import dev.berth.protocol.feature.FeatureAsk;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks up what callers ask for, and keeps it: they ask for the same few lists again and again.
/// Lives on one event loop.
final class Selections {
    /// More than the programs that call one server have lists.
    private static final int LISTS_MAX = 256;

    /// Longer lists are looked up each time, so that nobody fills the memory with them.
    private static final int NAMES_MAX = 1024;

    private static final char VERSION = '@';

    private final FeatureReads reads;
    private final FeatureServices services;
    private final Map<List<String>, SelectedFeatures> known = new HashMap<>();
    private FeatureDefinitions definitions = FeatureDefinitions.NONE;
    private @Nullable LatestVersions latest;

    Selections(FeatureReads reads, FeatureServices services) {
        this.reads = reads;
        this.services = services;
    }

    /// @throws ProblemException `feature-not-found`, or `name-invalid`
    SelectedFeatures of(FeatureAsk ask) {
        return ask.service().isPresent() ? ofService(ask.service().get()) : of(ask.features());
    }

    private SelectedFeatures ofService(String service) {
        List<FeatureReference> found =
                services.find(service)
                        .orElseThrow(
                                () ->
                                        new ProblemException(
                                                ProblemCode.FEATURE_NOT_FOUND,
                                                "no feature service '"
                                                        + Excerpt.of(service)
                                                        + "' (expected: a model that reads"
                                                        + " features, or model@version)",
                                                "name one that GET /v1/models lists, or name the"
                                                        + " features"));
        return of(found.stream().map(FeatureReference::toString).toList());
    }

    // Whether they are the same, not whether they are equal: that would be as long as a look-up.
    @SuppressWarnings("ReferenceEquality")
    private SelectedFeatures of(List<String> names) {
        FeatureDefinitions now = reads.definitions();
        LatestVersions versions = reads.latest();
        if (now != definitions || versions != latest || known.size() == LISTS_MAX) {
            known.clear();
            definitions = now;
            latest = versions;
        }
        SelectedFeatures before = known.get(names);
        if (before != null) {
            return before;
        }
        SelectedFeatures found = lookUp(names, now, versions);
        if (names.size() <= NAMES_MAX) {
            known.put(found.written(), found);
        }
        return found;
    }

    private static SelectedFeatures lookUp(
            List<String> names, FeatureDefinitions definitions, LatestVersions latest) {
        List<FeatureReference> references = new ArrayList<>(names.size());
        List<FeatureType> types = new ArrayList<>(names.size());
        for (String name : names) {
            FeatureReference reference = reference(name, definitions, latest);
            references.add(reference);
            types.add(type(reference, definitions));
        }
        return new SelectedFeatures(names, references, types);
    }

    private static FeatureReference reference(
            String name, FeatureDefinitions definitions, LatestVersions versions) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "feature '"
                            + Excerpt.of(name)
                            + "' (expected: view:feature, or view@version:feature)",
                    "name the view and the feature");
        }
        if (name.lastIndexOf(VERSION, colon) >= 0) {
            return FeatureReference.parse(name);
        }
        var view = new ViewName(name.substring(0, colon));
        ViewReference latest =
                versions.find(view)
                        .orElseThrow(
                                () ->
                                        notFound(
                                                "view '" + view + "'",
                                                view.value(),
                                                views(definitions)
                                                        .map(ViewReference::name)
                                                        .map(ViewName::value)
                                                        .distinct()
                                                        .toList()));
        return new FeatureReference(latest, new FeatureName(name.substring(colon + 1)));
    }

    private static FeatureType type(FeatureReference wanted, FeatureDefinitions definitions) {
        Map<FeatureName, FeatureType> types = new HashMap<>();
        FeatureView stored = definitions.views().get(wanted.view());
        OnDemandView computed = definitions.onDemand().get(wanted.view());
        if (stored != null) {
            stored.features().forEach(feature -> types.put(feature.name(), feature.type()));
        } else if (computed != null) {
            computed.features().forEach(feature -> types.put(feature.name(), feature.type()));
        } else {
            throw notFound(
                    "view '" + wanted.view() + "'",
                    wanted.view().toString(),
                    views(definitions).map(ViewReference::toString).toList());
        }
        FeatureType type = types.get(wanted.feature());
        if (type == null) {
            throw notFound(
                    "feature '" + wanted.feature() + "' in view " + wanted.view(),
                    wanted.feature().value(),
                    types.keySet().stream().map(FeatureName::value).sorted().toList());
        }
        return type;
    }

    private static Stream<ViewReference> views(FeatureDefinitions definitions) {
        return Stream.concat(
                definitions.views().keySet().stream(), definitions.onDemand().keySet().stream());
    }

    private static ProblemException notFound(
            String what, String written, Collection<String> names) {
        return new ProblemException(
                ProblemCode.FEATURE_NOT_FOUND,
                "no " + what + NearestName.hint(written, names),
                "name one that GET /v1/features lists");
    }
}
