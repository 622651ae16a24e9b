package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureService;
import dev.berth.core.feature.FeatureService.Entry;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.ServiceName;
import dev.berth.core.feature.ServiceReference;
import dev.berth.core.feature.ViewName;
import dev.berth.core.feature.ViewReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Reader of feature services. One with an error is left out, and so is, without an error of its
/// own, one of a view that was left out.
final class ServiceReader {
    private static final String REMEDY = "name one of these";

    private final FeatureDefinitions definitions;
    private final Predicate<ViewName> isWritten;
    private final TreeMap<ServiceReference, FeatureService> services = new TreeMap<>();

    /// @param definitions the views that there are
    /// @param isWritten whether a view is described, if with an error
    ServiceReader(FeatureDefinitions definitions, Predicate<ViewName> isWritten) {
        this.definitions = definitions;
        this.isWritten = isWritten;
    }

    SortedMap<ServiceReference, FeatureService> services() {
        return Collections.unmodifiableSortedMap(services);
    }

    /// Reads one.
    ///
    /// @param key `name`, or `name@version` where several versions are described
    void read(String key, DocumentNode place) {
        Optional<ServiceReference> reference = reference(key, place);
        List<Entry> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        boolean areKnown = true;
        for (DocumentNode item : place.items("features")) {
            Optional<List<Entry>> read = entries(item);
            areKnown &= read.isPresent() && areNew(read.get(), names, item);
            read.ifPresent(features::addAll);
        }
        if (reference.isEmpty() || !areKnown || features.isEmpty() || place.isBroken()) {
            return;
        }
        services.put(
                reference.get(),
                new FeatureService(
                        reference.get(),
                        place.text("summary").orElse(""),
                        place.text("owner"),
                        ViewReader.texts(place, "tags"),
                        features,
                        place.document().locate(place.pointer())));
    }

    private Optional<ServiceReference> reference(String key, DocumentNode place) {
        int at = key.indexOf('@');
        String name = at < 0 ? key : key.substring(0, at);
        Optional<Integer> written = place.integer("version");
        Optional<Integer> ofKey =
                at < 0 ? Optional.empty() : Optional.of(Integer.valueOf(key.substring(at + 1)));
        if (!ServiceName.isName(name)) {
            return Optional.empty();
        }
        if (written.isEmpty() && ofKey.isEmpty()) {
            if (place.child("version").isEmpty()) {
                place.error(
                        "the service '" + key + "' without a version",
                        "`version`, from 1 on",
                        "write `version: 1`");
            }
            return Optional.empty();
        }
        if (written.isPresent() && ofKey.isPresent() && !written.equals(ofKey)) {
            place.error(
                    "version " + written.get() + " of '" + key + "'",
                    "the version that the key says",
                    "leave `version` out, or correct one of the two");
            return Optional.empty();
        }
        ServiceReference found = ServiceReference.of(name, ofKey.or(() -> written).orElseThrow());
        FeatureService before = services.get(found);
        if (before != null) {
            place.error(
                    "the service '" + found + "' again (first in " + before.location() + ")",
                    "each version once in all files",
                    "raise the version of one of the two");
            return Optional.empty();
        }
        return Optional.of(found);
    }

    /// Reports a name that another feature of the service has.
    private static boolean areNew(List<Entry> entries, Set<String> names, DocumentNode item) {
        boolean areNew = true;
        for (Entry entry : entries) {
            if (!names.add(entry.name())) {
                item.error(
                        "the name '" + entry.name() + "' again",
                        "each feature of the service by a name of its own",
                        "leave one of them out, or name it with `as`");
                areNew = false;
            }
        }
        return areNew;
    }

    /// The features of one line; empty if it has an error, which is reported here.
    private Optional<List<Entry>> entries(DocumentNode item) {
        DocumentNode named = item.child("feature").orElse(item);
        Optional<String> text = named.text();
        if (text.isEmpty() || item.isBroken()) {
            return Optional.empty();
        }
        int colon = text.get().indexOf(':');
        ViewReference view =
                ViewReference.parse(colon < 0 ? text.get() : text.get().substring(0, colon));
        List<FeatureName> known = definitions.featuresOf(view);
        if (known.isEmpty()) {
            reportView(view, named);
            return Optional.empty();
        }
        Optional<Map<String, String>> keys = keys(view, item);
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        if (colon < 0) {
            return wholeView(view, known, keys.get(), item);
        }
        var feature = new FeatureName(text.get().substring(colon + 1));
        if (!known.contains(feature)) {
            List<String> names = known.stream().map(FeatureName::value).toList();
            named.error(
                    "the feature '" + feature + "' of " + view,
                    "a feature of this view: "
                            + String.join(", ", names)
                            + NearestName.hint(feature.value(), names),
                    REMEDY);
            return Optional.empty();
        }
        return Optional.of(List.of(entry(view, feature, keys.get(), item.text("as"))));
    }

    private static Optional<List<Entry>> wholeView(
            ViewReference view,
            List<FeatureName> features,
            Map<String, String> keys,
            DocumentNode item) {
        if (item.child("as").isPresent()) {
            item.error(
                    "`as` for all features of " + view,
                    "`as` for one feature, `view@version:feature`",
                    "name the feature, or leave `as` out");
            return Optional.empty();
        }
        return Optional.of(
                features.stream()
                        .map(feature -> entry(view, feature, keys, Optional.empty()))
                        .toList());
    }

    private static Entry entry(
            ViewReference view,
            FeatureName feature,
            Map<String, String> keys,
            Optional<String> alias) {
        return new Entry(new FeatureSelection(new FeatureReference(view, feature), keys), alias);
    }

    /// The caller's fields by join key; empty if one is no key of the view, which is reported.
    private Optional<Map<String, String>> keys(ViewReference view, DocumentNode item) {
        Map<String, String> fields = new LinkedHashMap<>();
        List<String> known = definitions.findView(view).map(this::joinKeys).orElse(List.of());
        boolean areKnown = true;
        for (var entry :
                item.child("keys").map(DocumentNode::entries).orElse(Map.of()).entrySet()) {
            if (!known.contains(entry.getKey())) {
                entry.getValue()
                        .error(
                                "the key '" + entry.getKey() + "' of " + view,
                                known.isEmpty()
                                        ? "no keys: a view on demand says itself what it reads"
                                        : "a join key of this view: "
                                                + String.join(", ", known)
                                                + NearestName.hint(entry.getKey(), known),
                                known.isEmpty() ? "leave `keys` out" : REMEDY);
                areKnown = false;
            }
            entry.getValue().text().ifPresent(field -> fields.put(entry.getKey(), field));
        }
        return areKnown ? Optional.of(fields) : Optional.empty();
    }

    private List<String> joinKeys(FeatureView view) {
        return view.keys().keySet().stream()
                .map(entity -> definitions.entity(entity).key())
                .toList();
    }

    private void reportView(ViewReference view, DocumentNode place) {
        List<ViewReference> all =
                Stream.concat(
                                definitions.views().keySet().stream(),
                                definitions.onDemand().keySet().stream())
                        .toList();
        List<String> versions =
                all.stream()
                        .filter(other -> other.name().equals(view.name()))
                        .map(ViewReference::toString)
                        .toList();
        if (!versions.isEmpty()) {
            place.error(
                    "version " + view.version() + " of " + view.name(),
                    "a version that is served: " + String.join(", ", versions),
                    "name one that is served");
        } else if (!isWritten.test(view.name())) {
            List<String> names = all.stream().map(ViewReference::toString).toList();
            place.error(
                    "the view '" + view + "'",
                    "a view that is described" + NearestName.hint(view.toString(), names),
                    "describe it, or name another");
        }
    }
}
