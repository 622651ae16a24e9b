package dev.berth.architecture.constraint;

import dev.berth.architecture.graph.Component;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Components that selections select, each selection evaluated once. For one thread.
final class Selected {
    private final List<Component> components;
    private final ComponentValues values;
    private final Map<String, Set<String>> bySelection = new HashMap<>();

    Selected(List<Component> components, ComponentValues values) {
        this.components = components;
        this.values = values;
    }

    /// Ids in the order of the graph.
    Set<String> by(Selection selection) {
        return bySelection.computeIfAbsent(selection.toString(), _ -> ids(selection));
    }

    private Set<String> ids(Selection selection) {
        Set<String> ids = new LinkedHashSet<>();
        for (Component component : components) {
            if (selection.selects(component, values)) {
                ids.add(component.id());
            }
        }
        return ids;
    }
}
