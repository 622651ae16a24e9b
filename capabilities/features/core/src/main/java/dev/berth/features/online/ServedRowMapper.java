package dev.berth.features.online;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.Feature;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.OnDemandView;
import dev.berth.features.ondemand.CompiledOnDemandView;
import dev.berth.features.skew.ServedRow;
import dev.berth.features.skew.ServedView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Mapper of read results to rows of the serving log, grouped by view. Includes stored features
/// that only computations read. Immutable, thread-safe.
final class ServedRowMapper {
    private final List<Stored> stored;
    private final List<Computed> computed;

    /// Read of a stored view.
    ///
    /// @param fields the request field of each join key
    /// @param features requested features and their positions in the view
    private record Stored(
            StoredViewReader view,
            Map<String, String> fields,
            Map<FeatureName, Integer> features) {}

    /// Computation of an on-demand view.
    ///
    /// @param fields request fields that determine it
    /// @param features with their positions in the response
    private record Computed(
            OnDemandView view, List<String> fields, Map<FeatureName, Integer> features) {}

    private ServedRowMapper(List<Stored> stored, List<Computed> computed) {
        this.stored = stored;
        this.computed = computed;
    }

    static ServedRowMapper of(QueryPlan plan, FeatureDefinitions definitions) {
        List<Stored> stored = new ArrayList<>();
        for (QueryPlan.Read read : plan.reads()) {
            Map<String, String> fields = new LinkedHashMap<>();
            List<Entity> entities = read.view().keys().entities();
            for (int i = 0; i < entities.size(); i++) {
                fields.put(entities.get(i).key(), read.fields().get(i));
            }
            stored.add(new Stored(read.view(), fields, new LinkedHashMap<>()));
        }
        List<Computed> computed = new ArrayList<>();
        for (QueryPlan.Computation computation : plan.computations()) {
            computed.add(computed(computation, definitions));
            computation
                    .reads()
                    .forEach((name, read) -> addRead(computation.view(), name, stored.get(read)));
        }
        for (int i = 0; i < plan.outputs().size(); i++) {
            switch (plan.outputs().get(i)) {
                case QueryPlan.Output.Stored(int read, int feature) -> {
                    Stored of = stored.get(read);
                    of.features().put(of.view().view().features().get(feature).name(), feature);
                }
                case QueryPlan.Output.Computed(int from, int feature) -> {
                    OnDemandView view = plan.computations().get(from).view().view();
                    computed.get(from).features().put(view.features().get(feature).name(), i);
                }
            }
        }
        return new ServedRowMapper(List.copyOf(stored), List.copyOf(computed));
    }

    private static Computed computed(
            QueryPlan.Computation computation, FeatureDefinitions definitions) {
        OnDemandView view = computation.view().view();
        List<String> fields = new ArrayList<>(computation.view().requestFields());
        for (String name : computation.reads().keySet()) {
            FeatureUse use = view.reads().get(name);
            if (use != null) {
                definitions
                        .view(use.view())
                        .keys()
                        .keySet()
                        .forEach(entity -> fields.add(use.field(definitions.entity(entity).key())));
            }
        }
        return new Computed(view, fields.stream().distinct().toList(), new LinkedHashMap<>());
    }

    private static void addRead(CompiledOnDemandView computed, String name, Stored read) {
        List<Feature> features = read.view().view().features();
        for (int i = 0; i < features.size(); i++) {
            FeatureName feature = features.get(i).name();
            if (computed.inputs().contains(name + "." + feature)) {
                read.features().put(feature, i);
            }
        }
    }

    /// Creates the row of a response.
    ///
    /// @param columns request fields, each with a value for each row
    /// @param read values of each read, row by row
    /// @param answer values of the row, in the requested order of the features
    ServedRow row(
            Map<String, List<Object>> columns,
            int row,
            FeatureValue[][][] read,
            List<FeatureValue> answer,
            long atMicros) {
        List<ServedView> views = new ArrayList<>(stored.size() + computed.size());
        for (int i = 0; i < stored.size(); i++) {
            views.add(stored(stored.get(i), columns, row, read[i][row]));
        }
        for (Computed each : computed) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            each.fields().forEach(field -> fields.put(field, sent(columns, field, row)));
            Map<FeatureName, @Nullable Object> values = new LinkedHashMap<>();
            each.features().forEach((name, place) -> values.put(name, answer.get(place).value()));
            views.add(
                    new ServedView(
                            each.view().reference(),
                            fields,
                            OptionalLong.empty(),
                            OptionalLong.empty(),
                            values));
        }
        return new ServedRow(atMicros, views);
    }

    private static ServedView stored(
            Stored form, Map<String, List<Object>> columns, int row, FeatureValue[] read) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        form.fields().forEach((key, field) -> fields.put(key, sent(columns, field, row)));
        Map<FeatureName, @Nullable Object> values = new LinkedHashMap<>();
        form.features().forEach((name, place) -> values.put(name, read[place].value()));
        // Equal for all features of a row.
        boolean isKnown = read[0].status() != FeatureStatus.NOT_FOUND;
        return new ServedView(
                form.view().view().reference(),
                fields,
                isKnown ? OptionalLong.of(read[0].eventMicros()) : OptionalLong.empty(),
                form.view().knownUntilMicros(),
                values);
    }

    private static @Nullable Object sent(Map<String, List<Object>> columns, String field, int row) {
        List<Object> values = columns.get(field);
        return values == null ? null : values.get(row);
    }
}
