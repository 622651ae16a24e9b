package dev.berth.features.skew;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.EntityName;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureReference;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.ondemand.CompiledOnDemandView;
import dev.berth.features.skew.FeatureSkew.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Skew check of on-demand features: recomputes them from the request fields and stored features of
/// the same response. So it measures the computation alone; stored features have their own check.
/// Not thread-safe.
public final class ComputedSkews {
    private final FeatureDefinitions definitions;
    private final Map<ViewReference, View> views = new TreeMap<>();

    public ComputedSkews(FeatureDefinitions definitions) {
        this.definitions = definitions;
    }

    /// Counts of one view.
    private static final class View {
        private final CompiledOnDemandView computed;
        private final List<SkewCounter> tallies = new ArrayList<>();
        private long rowCount;

        View(CompiledOnDemandView computed) {
            this.computed = computed;
            OnDemandView view = computed.view();
            view.features()
                    .forEach(
                            feature ->
                                    tallies.add(
                                            new SkewCounter(
                                                    new FeatureReference(
                                                            view.reference(), feature.name()))));
        }
    }

    /// Compares the on-demand views of a response. Skips views that are no longer described, or
    /// whose stored inputs are unknown.
    public void add(ServedRow row) {
        for (ServedView served : row.views()) {
            Optional<OnDemandView> view = definitions.findOnDemand(served.view());
            if (view.isPresent()) {
                View of =
                        views.computeIfAbsent(
                                served.view(),
                                first ->
                                        new View(
                                                CompiledOnDemandView.of(
                                                        view.get().uncached(), definitions)));
                compare(of, served, row);
            }
        }
    }

    private void compare(View of, ServedView served, ServedRow row) {
        OnDemandView view = of.computed.view();
        Map<String, ServedView> reads = new LinkedHashMap<>();
        for (Map.Entry<String, FeatureUse> read : view.reads().entrySet()) {
            Optional<ServedView> stored = find(read.getValue(), served, row);
            if (stored.isEmpty() && of.computed.reads(read.getKey())) {
                return;
            }
            stored.ifPresent(found -> reads.put(read.getKey(), found));
        }
        of.rowCount++;
        List<@Nullable Object> values =
                of.computed.compute(
                        name -> {
                            int dot = name.indexOf('.');
                            String inner = name.substring(dot + 1);
                            ServedView stored = reads.get(name.substring(0, dot));
                            return stored == null
                                    ? served.fields().get(inner)
                                    : stored.values().get(new FeatureName(inner));
                        });
        for (int i = 0; i < values.size(); i++) {
            var feature = view.features().get(i);
            if (served.values().containsKey(feature.name())) {
                Object value = values.get(i);
                of.tallies
                        .get(i)
                        .add(
                                Kind.DIFFERENT,
                                served::fields,
                                row.atMicros(),
                                served.values().get(feature.name()),
                                value == null ? feature.fallback().orElse(null) : value);
            }
        }
    }

    /// The stored read of the entity that a computed view used.
    private Optional<ServedView> find(FeatureUse use, ServedView computed, ServedRow row) {
        return row.views().stream()
                .filter(stored -> stored.view().equals(use.view()))
                .filter(stored -> isFor(use, computed, stored))
                .findFirst();
    }

    private boolean isFor(FeatureUse use, ServedView computed, ServedView stored) {
        for (EntityName name : definitions.view(use.view()).keys().keySet()) {
            Entity entity = definitions.entity(name);
            Object wanted = computed.fields().get(use.field(entity.key()));
            if (!isSame(wanted, stored.fields().get(entity.key()))) {
                return false;
            }
        }
        return true;
    }

    /// Compares integers of any width.
    private static boolean isSame(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return x.longValue() == y.longValue();
        }
        return Objects.equals(a, b);
    }

    /// The skew of each view.
    public List<ViewSkew> skews() {
        List<ViewSkew> skews = new ArrayList<>();
        views.forEach(
                (reference, view) ->
                        skews.add(
                                new ViewSkew(
                                        reference,
                                        view.rowCount,
                                        Optional.empty(),
                                        Optional.empty(),
                                        view.tallies.stream()
                                                .filter(tally -> tally.comparedCount() > 0)
                                                .map(SkewCounter::skew)
                                                .toList())));
        return skews;
    }
}
