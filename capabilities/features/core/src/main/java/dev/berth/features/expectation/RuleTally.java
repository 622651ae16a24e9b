package dev.berth.features.expectation;

import dev.berth.core.feature.Expectation;
import dev.berth.core.feature.ValueType;
import dev.berth.features.aggregate.ValueHash;
import dev.berth.features.online.FeatureStatus;
import dev.berth.features.online.FeatureValue;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Counts for one rule over the values of entities. Not thread-safe.
sealed interface RuleTally {
    /// Adds the values of an entity.
    ///
    /// @param entity its name
    void add(FeatureValue[] values, Supplier<String> entity);

    /// Description of the violation, if the rule is not met.
    Optional<String> unmet();

    /// Counter of missing values.
    final class OfMissing implements RuleTally {
        private final Expectation.Missing rule;
        private final int index;
        private long count;
        private long missingCount;

        OfMissing(Expectation.Missing rule, int index) {
            this.rule = rule;
            this.index = index;
        }

        @Override
        public void add(FeatureValue[] values, Supplier<String> entity) {
            switch (values[index].status()) {
                case PRESENT -> count++;
                case NULL_VALUE, NOT_FOUND -> {
                    count++;
                    missingCount++;
                }
                case OUTSIDE_MAX_AGE -> {
                    // A read returns nothing for these, whatever the stored values were.
                }
            }
        }

        @Override
        public Optional<String> unmet() {
            return missingCount > rule.max() * count
                    ? Optional.of(missingCount + " of " + count)
                    : Optional.empty();
        }
    }

    /// Counter of distinct values, distinguished by a 64-bit hash.
    final class OfDistinct implements RuleTally {
        private final Expectation.Distinct rule;
        private final int index;
        private final ValueType type;
        private final Set<Long> hashes = new HashSet<>();

        OfDistinct(Expectation.Distinct rule, int index, ValueType type) {
            this.rule = rule;
            this.index = index;
            this.type = type;
        }

        @Override
        public void add(FeatureValue[] values, Supplier<String> entity) {
            Object value = values[index].value();
            if (values[index].status() == FeatureStatus.PRESENT && value != null) {
                hashes.add(ValueHash.of(type, value));
            }
        }

        @Override
        public Optional<String> unmet() {
            return rule.count().has(hashes.size())
                    ? Optional.empty()
                    : Optional.of(Integer.toString(hashes.size()));
        }
    }

    /// Counter of numbers outside a range.
    final class OfValues implements RuleTally {
        private final Expectation.Value rule;
        private final int index;
        private long count;
        private long outsideCount;
        private String example = "";

        OfValues(Expectation.Value rule, int index) {
            this.rule = rule;
            this.index = index;
        }

        @Override
        public void add(FeatureValue[] values, Supplier<String> entity) {
            Object value = values[index].value();
            if (values[index].status() != FeatureStatus.PRESENT || value == null) {
                return;
            }
            count++;
            Optional<Number> outside = outside(value);
            if (outside.isPresent()) {
                if (outsideCount == 0) {
                    example = outside.get() + " of " + entity.get();
                }
                outsideCount++;
            }
        }

        private Optional<Number> outside(Object value) {
            Collection<?> numbers =
                    switch (value) {
                        case Collection<?> elements -> elements;
                        case Map<?, ?> entries -> entries.values();
                        default -> List.of(value);
                    };
            for (Object each : numbers) {
                if (each instanceof Number number && !rule.range().has(number.doubleValue())) {
                    return Optional.of(number);
                }
            }
            return Optional.empty();
        }

        @Override
        public Optional<String> unmet() {
            return outsideCount == 0
                    ? Optional.empty()
                    : Optional.of(outsideCount + " of " + count + " entities, such as " + example);
        }
    }
}
