package dev.berth.catalog.feature;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Expectation.Action;
import dev.berth.core.feature.Expectation.Bounds;
import dev.berth.core.feature.Expectation.Rule;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureType;
import dev.berth.core.feature.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reader of the expectations of a view, whose features are known. One entry may have several rules
/// of one feature.
final class ExpectationReader {
    private static final List<String> OF_A_FEATURE = List.of("missing", "value", "distinct");
    private static final List<String> OF_THE_VIEW = List.of("rows", "age");

    private final Map<String, FeatureType> types;

    ExpectationReader(List<Feature> features) {
        this.types =
                features.stream()
                        .collect(
                                Collectors.toMap(feature -> feature.name().value(), Feature::type));
    }

    List<Expectation> read(DocumentNode view) {
        List<Expectation> found = new ArrayList<>();
        for (DocumentNode entry : view.items("expectations")) {
            if (entry.isSound()) {
                Action action =
                        entry.text("action")
                                .map(word -> Action.valueOf(word.toUpperCase(Locale.ROOT)))
                                .orElse(Action.STOP);
                rules(entry).forEach(rule -> found.add(new Expectation(rule, action)));
            }
        }
        return found;
    }

    private List<Rule> rules(DocumentNode entry) {
        List<String> ofFeature = present(entry, OF_A_FEATURE);
        List<String> ofView = present(entry, OF_THE_VIEW);
        Optional<String> feature = entry.text("feature");
        if (ofFeature.isEmpty() && ofView.isEmpty()) {
            entry.error(
                    "an expectation without a rule",
                    "`rows`, `age`, or `feature` with `missing`, `value` or `distinct`",
                    "write what is expected, such as `missing: {max: 0.05}`");
            return List.of();
        }
        if (entry.child("feature").isPresent() == ofFeature.isEmpty()) {
            entry.error(
                    ofFeature.isEmpty()
                            ? "`feature` with `" + ofView.getFirst() + "`"
                            : "`" + ofFeature.getFirst() + "` without `feature`",
                    "`feature` with `missing`, `value` or `distinct`, and with these alone",
                    ofFeature.isEmpty() ? "remove `feature`" : "name the feature");
            return List.of();
        }
        List<Rule> rules = new ArrayList<>();
        bounds(entry, "rows").map(Expectation.Rows::new).ifPresent(rules::add);
        entry.child("age")
                .flatMap(age -> age.duration("max"))
                .map(Expectation.Age::new)
                .ifPresent(rules::add);
        feature.filter(name -> isKnown(entry, name))
                .ifPresent(name -> addOfFeature(entry, name, rules));
        return rules;
    }

    private static List<String> present(DocumentNode entry, List<String> keys) {
        return keys.stream().filter(key -> entry.child(key).isPresent()).toList();
    }

    private boolean isKnown(DocumentNode entry, String name) {
        if (types.containsKey(name)) {
            return true;
        }
        entry.child("feature")
                .ifPresent(
                        written ->
                                written.error(
                                        "the feature '" + SanitizedText.of(name) + "'",
                                        "one of the view: "
                                                + String.join(
                                                        ", ",
                                                        types.keySet().stream().sorted().toList()),
                                        NearestName.find(name, types.keySet())
                                                .map(word -> "write `" + word + "`")
                                                .orElse("name a feature of the view")));
        return false;
    }

    private void addOfFeature(DocumentNode entry, String name, List<Rule> rules) {
        var feature = new FeatureName(name);
        FeatureType type = types.getOrDefault(name, FeatureType.of(ValueType.STRING));
        entry.child("missing")
                .flatMap(missing -> missing.number("max"))
                .filter(max -> !max.isNaN())
                .map(max -> new Expectation.Missing(feature, max))
                .ifPresent(rules::add);
        if (isOf(
                entry,
                "value",
                type,
                type.element().isNumber(),
                "numbers, or lists or maps of them")) {
            bounds(entry, "value")
                    .map(range -> new Expectation.Value(feature, range))
                    .ifPresent(rules::add);
        }
        boolean isCountable =
                type.form() == FeatureType.Form.SINGLE && type.element() != ValueType.BYTES;
        if (isOf(entry, "distinct", type, isCountable, "single values other than bytes")) {
            bounds(entry, "distinct")
                    .map(count -> new Expectation.Distinct(feature, count))
                    .ifPresent(rules::add);
        }
    }

    private static boolean isOf(
            DocumentNode entry, String key, FeatureType type, boolean isFit, String expected) {
        Optional<DocumentNode> written = entry.child(key);
        if (written.isPresent() && !isFit) {
            written.get()
                    .error(
                            "`" + key + "` of a feature of type " + type,
                            "a feature of " + expected,
                            "remove it, or name another feature");
        }
        return isFit;
    }

    private static Optional<Bounds> bounds(DocumentNode entry, String key) {
        Optional<DocumentNode> range = entry.child(key);
        if (range.isEmpty() || range.get().isBroken()) {
            return Optional.empty();
        }
        Optional<Double> min = range.get().number("min");
        Optional<Double> max = range.get().number("max");
        if (min.isEmpty() && max.isEmpty()) {
            return Optional.empty();
        }
        if (min.filter(bound -> bound.isNaN()).isPresent()
                || max.filter(bound -> bound.isNaN()).isPresent()) {
            range.get()
                    .error("a bound that is no number", "a number", "write one, or leave it out");
            return Optional.empty();
        }
        if (min.isPresent() && max.isPresent() && min.get() > max.get()) {
            range.get()
                    .error(
                            "`min` " + min.get() + " above `max` " + max.get(),
                            "a range that something is in",
                            "exchange the two");
            return Optional.empty();
        }
        return Optional.of(new Bounds(min, max));
    }
}
