package dev.berth.server.feature;

import dev.berth.core.NearestName;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.maintenance.Freshness;
import dev.berth.features.maintenance.LatestVersions;
import dev.berth.features.online.OnlineFeatureReader;
import dev.berth.protocol.feature.FeatureRequest;
import dev.berth.server.auth.FeatureAccess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Resolves the features of requests, and caches the result: callers send the same few lists again
/// and again. Lives on one event loop.
final class FeatureResolver {
    /// More than the programs that call one server have lists.
    private static final int LISTS_MAX = 256;

    /// Longer lists are looked up each time, so that no caller fills the memory with them.
    private static final int NAMES_MAX = 1024;

    private final OnlineFeatureReader reads;
    private final FeatureServices services;
    private final Map<List<String>, SelectedFeatures> known = new HashMap<>();
    private final Map<List<FeatureService.Entry>, SelectedFeatures> knownServices = new HashMap<>();
    private FeatureDefinitions definitions = FeatureDefinitions.NONE;
    private LatestVersions latest = LatestVersions.of(FeatureDefinitions.NONE, Freshness.UNKNOWN);

    FeatureResolver(OnlineFeatureReader reads, FeatureServices services) {
        this.reads = reads;
        this.services = services;
    }

    /// @param access of the caller; what is kept is kept for all callers
    /// @throws ProblemException `feature-not-found`, `name-invalid`, or `forbidden`
    SelectedFeatures of(FeatureRequest request, FeatureAccess access) {
        return request.service().isPresent()
                ? ofService(request.service().get(), access)
                : of(request.features(), access);
    }

    private SelectedFeatures ofService(String service, FeatureAccess access) {
        FeatureDefinitions now = renewed();
        List<FeatureService.Entry> found =
                services.find(service, now)
                        .filter(named -> named.isReadable(access))
                        .orElseThrow(() -> unknown(service, now, access))
                        .features();
        SelectedFeatures before = knownServices.get(found);
        if (before != null) {
            return before;
        }
        SelectedFeatures selected =
                lookUp(
                        found.stream().map(FeatureService.Entry::name).toList(),
                        found.stream().map(FeatureService.Entry::selection).toList(),
                        now);
        knownServices.put(found, selected);
        return selected;
    }

    private static ProblemException unknown(
            String service, FeatureDefinitions definitions, FeatureAccess access) {
        if (!access.isNamed(ViewNames.plain(service)) && !access.mayCall(word(service))) {
            return access.deniedService(service);
        }
        List<String> names =
                definitions.services().keySet().stream()
                        .map(reference -> reference.name().value())
                        .distinct()
                        .toList();
        return new ProblemException(
                ProblemCode.FEATURE_NOT_FOUND,
                "no feature service '"
                        + SanitizedText.of(service)
                        + "' (expected: a service, or a model that reads features, perhaps with"
                        + " @version"
                        + NearestName.hint(service, names)
                        + ")",
                "name one that GET /v1/features or GET /v1/models lists, or name the features");
    }

    /// A name without its version.
    private static String word(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    private SelectedFeatures of(List<String> names, FeatureAccess access) {
        FeatureDefinitions now = renewed();
        SelectedFeatures before = known.get(names);
        if (before != null) {
            requireMayRead(before, access);
            return before;
        }
        // Before any is looked up: a missing feature would reveal that its view exists.
        names.forEach(name -> requireMayRead(name, access));
        SelectedFeatures found =
                lookUp(
                        names,
                        names.stream()
                                .map(name -> FeatureSelection.of(reference(name, now, latest)))
                                .toList(),
                        now);
        if (names.size() <= NAMES_MAX) {
            known.put(found.written(), found);
        }
        return found;
    }

    /// Refuses features of views that the caller may not read.
    private static void requireMayRead(SelectedFeatures found, FeatureAccess access) {
        if (access.isToAll()) {
            return;
        }
        for (int i = 0; i < found.size(); i++) {
            if (!access.mayRead(found.selections().get(i).feature().view())) {
                throw access.deniedView(view(found.written().get(i)));
            }
        }
    }

    private void requireMayRead(String name, FeatureAccess access) {
        // Others are reported below as malformed.
        if (name.indexOf(':') >= 0) {
            ViewNames.requireMayRead(view(name), latest, access);
        }
    }

    private static String view(String name) {
        return name.substring(0, name.indexOf(':'));
    }

    /// The definitions of now; what was looked up in others is forgotten.
    // Compared by identity: equality would take as long as a lookup.
    @SuppressWarnings("ReferenceEquality")
    private FeatureDefinitions renewed() {
        FeatureDefinitions now = reads.definitions();
        LatestVersions versions = reads.latest();
        if (now != definitions
                || versions != latest
                || known.size() + knownServices.size() >= LISTS_MAX) {
            known.clear();
            knownServices.clear();
            definitions = now;
            latest = versions;
        }
        return now;
    }

    private static SelectedFeatures lookUp(
            List<String> names, List<FeatureSelection> selections, FeatureDefinitions definitions) {
        List<FeatureType> types =
                selections.stream()
                        .map(selection -> type(selection.feature(), definitions))
                        .toList();
        return new SelectedFeatures(
                names, selections, types, RowColumns.of(selections, definitions));
    }

    private static FeatureReference reference(
            String name, FeatureDefinitions definitions, LatestVersions versions) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            throw new ProblemException(
                    ProblemCode.NAME_INVALID,
                    "feature '"
                            + SanitizedText.of(name)
                            + "' (expected: view:feature, or view@version:feature)",
                    "name the view and the feature");
        }
        String view = name.substring(0, colon);
        ViewReference found =
                ViewNames.find(view, versions::find)
                        .orElseThrow(
                                () ->
                                        ViewNames.notFound(
                                                "view '" + SanitizedText.of(view) + "'",
                                                view,
                                                views(definitions)
                                                        .map(ViewReference::name)
                                                        .map(ViewName::value)
                                                        .distinct()
                                                        .toList()));
        return new FeatureReference(found, new FeatureName(name.substring(colon + 1)));
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
            throw ViewNames.notFound(
                    "view '" + wanted.view() + "'",
                    wanted.view().toString(),
                    views(definitions).map(ViewReference::toString).toList());
        }
        FeatureType type = types.get(wanted.feature());
        if (type == null) {
            throw ViewNames.notFound(
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
}
