package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.FunctionReference;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Reader of a view of features that are computed on demand. Whether its expressions can be
/// compiled is found out where they are.
final class OnDemandReader {
    private static final String REQUEST = "request";

    private OnDemandReader() {}

    /// @param findView the view that a place refers to; an unknown one is reported there
    static Optional<OnDemandView> read(
            String name,
            DocumentNode place,
            Function<DocumentNode, Optional<FeatureView>> findView) {
        Map<String, FeatureUse> reads = new LinkedHashMap<>();
        boolean areKnown = true;
        for (var entry :
                place.child("views").map(DocumentNode::entries).orElse(Map.of()).entrySet()) {
            Optional<FeatureUse> use = use(entry.getValue(), findView);
            areKnown &= use.isPresent();
            use.ifPresent(found -> reads.put(entry.getKey(), found));
            if (entry.getKey().equals(REQUEST)) {
                entry.getValue()
                        .error(
                                "the name `request`",
                                "another: by it the caller's fields are read",
                                "rename it");
            }
        }
        Optional<FunctionReference> function =
                place.child("function")
                        .filter(DocumentNode::isSound)
                        .flatMap(DocumentNode::text)
                        .map(FunctionReference::parse);
        List<OnDemandView.Computed> features = new ArrayList<>();
        place.child("features")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (word, inner) ->
                                computed(word, inner, function.isPresent())
                                        .ifPresent(features::add));
        if (!areKnown || place.isBroken() || features.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new OnDemandView(
                        ViewReference.of(name, place.integer("version").orElse(1)),
                        place.text("summary").orElse(""),
                        place.text("owner"),
                        ViewReader.texts(place, "tags"),
                        SourceReader.columns(place.child("inputs")),
                        reads,
                        function,
                        features,
                        place.duration("cache-ttl"),
                        place.document().locate(place.pointer())));
    }

    /// That a view is read, and by which fields.
    static Optional<FeatureUse> use(
            DocumentNode place, Function<DocumentNode, Optional<FeatureView>> findView) {
        Map<String, String> fields = new LinkedHashMap<>();
        place.child("keys")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((key, field) -> field.text().ifPresent(word -> fields.put(key, word)));
        return place.child("view")
                .flatMap(findView)
                .map(view -> new FeatureUse(view.reference(), fields));
    }

    /// @param isOfFunction whether it has no expression, but is what a function gives
    private static Optional<OnDemandView.Computed> computed(
            String name, DocumentNode place, boolean isOfFunction) {
        Optional<FeatureType> type = place.text("type").flatMap(FeatureType::findByLabel);
        Optional<DocumentNode> expression = place.child("expression").filter(DocumentNode::isSound);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (expression.isPresent() == isOfFunction) {
            place.error(
                    isOfFunction ? "an expression beside a function" : "no expression",
                    isOfFunction
                            ? "one of the two: the function gives all features of the view"
                            : "`expression` for the feature, or `function` for the view",
                    isOfFunction ? "remove one of them" : "write one of them");
            return Optional.empty();
        }
        return Optional.of(
                new OnDemandView.Computed(
                        new FeatureName(name),
                        type.get(),
                        place.text("meaning").orElse(""),
                        place.text("unit"),
                        FeatureDefaultReader.read(place, type.get()),
                        expression.map(DocumentNode::expression)));
    }
}
