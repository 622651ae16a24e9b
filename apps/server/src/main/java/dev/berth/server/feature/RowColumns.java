package dev.berth.server.feature;

import dev.berth.core.feature.Entity;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureSelection;
import dev.berth.core.feature.FeatureUse;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.feature.OnDemandView;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Roles of the columns that callers send with their rows: keys of entities, which Feast's answers
/// repeat, and others, which they do not: inputs of on-demand features, and unknown columns.
///
/// Source: Feast's Python feature server, which knows all entities that there are, and takes the
/// name of an entity for its join key.
///
/// @param keys the names of columns that are keys
/// @param joinKeys the join key of each entity that has another name
record RowColumns(Set<String> keys, Map<String, String> joinKeys) {
    RowColumns {
        keys = Set.copyOf(keys);
        joinKeys = Map.copyOf(joinKeys);
    }

    static RowColumns of(Collection<FeatureSelection> features, FeatureDefinitions definitions) {
        Set<String> needed = new HashSet<>();
        Set<String> inputs = new HashSet<>();
        for (FeatureSelection selection : features) {
            FeatureUse own = selection.use();
            FeatureView stored = definitions.views().get(own.view());
            OnDemandView computed = definitions.onDemand().get(own.view());
            if (stored != null) {
                addKeys(own, definitions, needed);
            } else if (computed != null) {
                inputs.addAll(computed.inputs().keySet());
                computed.reads().values().forEach(use -> addKeys(use, definitions, needed));
            }
        }
        Set<String> keys = new HashSet<>(needed);
        Map<String, String> joinKeys = new HashMap<>();
        for (Entity entity : definitions.entities().values()) {
            if (!inputs.contains(entity.key())) {
                keys.add(entity.key());
            }
        }
        for (Entity entity : definitions.entities().values()) {
            String name = entity.name().value();
            if (!keys.contains(name) && !inputs.contains(name)) {
                joinKeys.put(name, entity.key());
            }
        }
        return new RowColumns(keys, joinKeys);
    }

    private static void addKeys(FeatureUse use, FeatureDefinitions definitions, Set<String> keys) {
        definitions
                .findView(use.view())
                .ifPresent(
                        view ->
                                view.keys()
                                        .keySet()
                                        .forEach(
                                                entity ->
                                                        keys.add(
                                                                use.field(
                                                                        definitions
                                                                                .entity(entity)
                                                                                .key()))));
    }

    /// What a column is called in an answer of Feast's form; empty for one that is not in it.
    Optional<String> answered(String column) {
        return keys.contains(column)
                ? Optional.of(column)
                : Optional.ofNullable(joinKeys.get(column));
    }
}
