package dev.berth.core.lineage;

import java.util.LinkedHashMap;
import java.util.Map;

/// A lineage as the members of a JSON object: `nodes`, each with its `kind` and `name`, and
/// `edges`, each with the nodes that it leads `from` and `to`, and the `features` that are read.
public final class PlainLineage {
    private PlainLineage() {}

    /// All of it.
    public static Map<String, Object> of(Lineage lineage) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("nodes", lineage.nodes().stream().map(PlainLineage::plain).toList());
        plain.put("edges", lineage.edges().stream().map(PlainLineage::plain).toList());
        return plain;
    }

    private static Map<String, Object> plain(LineageNode node) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("kind", node.kind().word());
        plain.put("name", node.name());
        return plain;
    }

    private static Map<String, Object> plain(LineageEdge edge) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("from", plain(edge.from()));
        plain.put("to", plain(edge.to()));
        plain.put("features", edge.features().stream().map(Object::toString).toList());
        return plain;
    }
}
