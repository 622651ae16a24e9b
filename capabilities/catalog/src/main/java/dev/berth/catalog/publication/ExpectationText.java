package dev.berth.catalog.publication;

import dev.berth.core.feature.DurationText;
import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.Expectation.Action;
import dev.berth.core.feature.Expectation.Bounds;
import dev.berth.core.feature.FeatureName;
import java.util.LinkedHashMap;
import java.util.Map;

/// Expectations of views as descriptions write them, one rule in each entry.
final class ExpectationText {
    private ExpectationText() {}

    static Map<String, Object> plain(Expectation expectation) {
        Map<String, Object> plain = new LinkedHashMap<>();
        switch (expectation.rule()) {
            case Expectation.Rows(Bounds count) -> plain.put("rows", counts(count));
            case Expectation.Age(var max) -> plain.put("age", Map.of("max", DurationText.of(max)));
            case Expectation.Missing(FeatureName feature, double max) -> {
                plain.put("feature", feature.value());
                plain.put("missing", Map.of("max", max));
            }
            case Expectation.Value(FeatureName feature, Bounds range) -> {
                plain.put("feature", feature.value());
                Map<String, Object> bounds = new LinkedHashMap<>();
                range.min().ifPresent(min -> bounds.put("min", min));
                range.max().ifPresent(max -> bounds.put("max", max));
                plain.put("value", bounds);
            }
            case Expectation.Distinct(FeatureName feature, Bounds count) -> {
                plain.put("feature", feature.value());
                plain.put("distinct", counts(count));
            }
        }
        if (expectation.action() == Action.WARN) {
            plain.put("action", "warn");
        }
        return plain;
    }

    private static Map<String, Object> counts(Bounds count) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        count.min().ifPresent(min -> bounds.put("min", min.longValue()));
        count.max().ifPresent(max -> bounds.put("max", max.longValue()));
        return bounds;
    }
}
