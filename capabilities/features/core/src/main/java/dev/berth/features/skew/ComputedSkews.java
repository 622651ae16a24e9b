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

/// Computes features on demand once more, of what they were computed of when they were served: what
/// the caller sent, and stored features as the same answer had them. So it tells of the computation
/// alone; whether the stored features were right is told of these. For one thread.
public final class ComputedSkews {
    private final FeatureDefinitions definitions;
    private final Map<ViewReference, View> views = new TreeMap<>();

    public ComputedSkews(FeatureDefinitions definitions) {
        this.definitions = definitions;
    }

    /// What is counted of one view.
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

    /// Compares the views on demand of an answer. Those that are not described, or were computed of
    /// stored features that are not known any more, are passed over.
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

    /// What was read of a stored view for the entity that a caller's fields name.
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

    /// Whole numbers may have come in another width.
    private static boolean isSame(@Nullable Object a, @Nullable Object b) {
        if (a instanceof Number x && b instanceof Number y) {
            return x.longValue() == y.longValue();
        }
        return Objects.equals(a, b);
    }

    /// What came of it, view by view.
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
