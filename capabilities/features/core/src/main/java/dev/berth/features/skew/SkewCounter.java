package dev.berth.features.skew;

import dev.berth.core.feature.FeatureReference;
import dev.berth.features.skew.FeatureSkew.Example;
import dev.berth.features.skew.FeatureSkew.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Counter of equal and different values of one feature. Not thread-safe.
public final class SkewCounter {
    private static final int EXAMPLES_MAX = 3;

    private final FeatureReference feature;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Example> examples = new ArrayList<>();
    private long comparedCount;
    private long distances;
    private double distanceSum;
    private double distanceMax;

    public SkewCounter(FeatureReference feature) {
        this.feature = feature;
    }

    /// Compares two values.
    ///
    /// @param kind the cause if they differ
    /// @param keys of the row, evaluated only for an example
    /// @return whether they differ
    public boolean add(
            Kind kind,
            Supplier<Map<String, @Nullable Object>> keys,
            long atMicros,
            @Nullable Object served,
            @Nullable Object recomputed) {
        comparedCount++;
        if (FeatureValueEquality.of(served, recomputed)) {
            return false;
        }
        long count = counts.merge(kind, 1L, Long::sum);
        if (served instanceof Number a && recomputed instanceof Number b) {
            double distance = Math.abs(a.doubleValue() - b.doubleValue());
            distances++;
            distanceSum += distance;
            distanceMax = Math.max(distanceMax, distance);
        }
        // The first of each kind are as good as others.
        if (count <= EXAMPLES_MAX) {
            examples.add(new Example(kind, keys.get(), atMicros, served, recomputed));
            examples.sort(Comparator.comparing(Example::kind));
            if (examples.size() > EXAMPLES_MAX) {
                examples.removeLast();
            }
        }
        return true;
    }

    /// The number of compared values.
    public long comparedCount() {
        return comparedCount;
    }

    /// The resulting skew.
    public FeatureSkew skew() {
        long behind = counts.getOrDefault(Kind.BEHIND, 0L);
        long ahead = counts.getOrDefault(Kind.AHEAD, 0L);
        long different = counts.getOrDefault(Kind.DIFFERENT, 0L);
        return new FeatureSkew(
                feature,
                comparedCount,
                comparedCount - behind - ahead - different,
                behind,
                ahead,
                different,
                distances == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(distanceSum / distances),
                distances == 0 ? OptionalDouble.empty() : OptionalDouble.of(distanceMax),
                examples);
    }
}
