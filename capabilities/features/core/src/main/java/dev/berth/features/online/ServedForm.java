package dev.berth.features.online;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureName;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import dev.berth.core.feature.ViewReference;
import dev.berth.features.served.ServedRow;
import dev.berth.features.served.ServedView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How the answers to one list of features are told of: what belongs to which view. Immutable,
/// thread-safe.
final class ServedForm {
    private final List<Part> parts;

    /// One view for one entity.
    ///
    /// @param stored null for one on demand
    /// @param fields the caller's field for each name
    /// @param features and where they are in the answer
    private record Part(
            ViewReference view,
            @Nullable StoredView stored,
            Map<String, String> fields,
            Map<FeatureName, Integer> features) {}

    private ServedForm(List<Part> parts) {
        this.parts = parts;
    }

    /// @param selections of features that are defined
    static ServedForm of(
            List<FeatureSelection> selections,
            FeatureDefinitions definitions,
            Function<ViewReference, StoredView> views) {
        Map<FeatureUse, Part> parts = new LinkedHashMap<>();
        for (int i = 0; i < selections.size(); i++) {
            FeatureSelection selection = selections.get(i);
            parts.computeIfAbsent(selection.use(), use -> part(use, definitions, views))
                    .features()
                    .put(selection.feature().feature(), i);
        }
        return new ServedForm(List.copyOf(parts.values()));
    }

    private static Part part(
            FeatureUse use,
            FeatureDefinitions definitions,
            Function<ViewReference, StoredView> views) {
        Map<String, String> fields = new LinkedHashMap<>();
        var stored = definitions.findView(use.view());
        if (stored.isPresent()) {
            keys(stored.get(), definitions).forEach(key -> fields.put(key, use.field(key)));
        } else {
            OnDemandView view = definitions.findOnDemand(use.view()).orElseThrow();
            view.inputs().keySet().forEach(name -> fields.put(name, name));
            for (FeatureUse read : view.reads().values()) {
                keys(definitions.view(read.view()), definitions)
                        .forEach(key -> fields.put(read.field(key), read.field(key)));
            }
        }
        return new Part(
                use.view(),
                stored.isPresent() ? views.apply(use.view()) : null,
                fields,
                new LinkedHashMap<>());
    }

    private static List<String> keys(FeatureView view, FeatureDefinitions definitions) {
        return view.keys().keySet().stream().map(definitions::entity).map(Entity::key).toList();
    }

    /// A row of an answer.
    ///
    /// @param columns the caller's fields, each with a value for each row
    /// @param values of that row
    ServedRow row(
            Map<String, List<Object>> columns, int row, List<FeatureValue> values, long atMicros) {
        List<ServedView> views = new ArrayList<>(parts.size());
        for (Part part : parts) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            part.fields()
                    .forEach(
                            (name, field) -> {
                                List<Object> sent = columns.get(field);
                                fields.put(name, sent == null ? null : sent.get(row));
                            });
            Map<FeatureName, @Nullable Object> features = new LinkedHashMap<>();
            long latest = 0;
            for (Map.Entry<FeatureName, Integer> feature : part.features().entrySet()) {
                FeatureValue value = values.get(feature.getValue());
                features.put(feature.getKey(), value.value());
                latest = value.status() == FeatureStatus.NOT_FOUND ? 0 : value.eventMicros();
            }
            StoredView stored = part.stored();
            boolean isKnown = stored != null && latest != 0;
            views.add(
                    new ServedView(
                            part.view(),
                            fields,
                            isKnown ? OptionalLong.of(latest) : OptionalLong.empty(),
                            stored == null ? OptionalLong.empty() : stored.knownUntilMicros(),
                            features));
        }
        return new ServedRow(atMicros, views);
    }
}
