package dev.berth.features.aggregate;

import dev.berth.core.feature.FeatureComputation.Aggregation;
import dev.berth.core.feature.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Validation of an aggregation against the columns of its source.
final class AggregationValidator {
    private static final String KEYS_EXPECTED = "bool, int32, int64, string or timestamp";

    private final Aggregation aggregation;
    private final Map<String, FeatureType> columns;
    private final List<String> errors = new ArrayList<>();

    private AggregationValidator(Aggregation aggregation, Map<String, FeatureType> columns) {
        this.aggregation = aggregation;
        this.columns = columns;
    }

    /// Validation errors as phrases without a full stop; empty if the aggregation is valid.
    static List<String> errors(Aggregation aggregation, Map<String, FeatureType> columns) {
        AggregationValidator fit = new AggregationValidator(aggregation, columns);
        fit.checkSettings();
        fit.checkColumn();
        fit.checkBy();
        fit.checkMap();
        return List.copyOf(fit.errors);
    }

    private void checkSettings() {
        aggregation
                .aggregate()
                .settingsExpected()
                .ifPresent(
                        expected ->
                                errors.add(
                                        aggregation.aggregate().label()
                                                + " (expected: "
                                                + expected
                                                + ")"));
    }

    private void checkColumn() {
        if (aggregation.of().isEmpty()) {
            if (aggregation.aggregate().typeOver(Optional.empty()).isEmpty()) {
                errors.add(name() + " of no column (expected: the column that it is made of)");
            }
            return;
        }
        String column = aggregation.of().get();
        FeatureType type = find(column);
        if (type != null && aggregation.aggregate().typeOver(Optional.of(type)).isEmpty()) {
            errors.add(
                    "%s of column %s, which is %s (expected: %s)"
                            .formatted(name(), column, type, aggregation.aggregate().operand()));
        }
    }

    private void checkBy() {
        if (aggregation.by().isEmpty()) {
            return;
        }
        String column = aggregation.by().get();
        FeatureType type = find(column);
        if (type != null && (type.isList() || !ValueText.isFor(type.element()))) {
            errors.add(
                    "%s by column %s, which is %s (expected: %s)"
                            .formatted(name(), column, type, KEYS_EXPECTED));
        }
    }

    private void checkMap() {
        if (errors.isEmpty()
                && aggregation.typeOver(aggregation.of().map(columns::get)).isEmpty()) {
            errors.add(name() + " of lists by a column (expected: single values in a map)");
        }
    }

    private @Nullable FeatureType find(String column) {
        FeatureType type = columns.get(column);
        if (type == null) {
            errors.add(
                    "%s of column %s (expected: one of %s)"
                            .formatted(name(), column, String.join(", ", columns.keySet())));
        }
        return type;
    }

    private String name() {
        return aggregation.aggregate().name();
    }
}
