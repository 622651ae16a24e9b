package dev.berth.placement.part;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.NearestName;
import dev.berth.core.SanitizedText;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Entries of a mapping by their names, up to a limit.
final class NamedEntries {
    /// Routes are computed between all pairs.
    static final int SITES_MAX = 32;

    static final int LINKS_MAX = 64;
    static final int ENDS_MAX = 64;

    /// A search over more would hardly end.
    static final int COMPONENTS_MAX = 64;

    static final int FLOWS_MAX = 64;
    static final int VARIANTS_MAX = 16;

    private NamedEntries() {}

    /// The entries; none if there are more than the limit, which is reported.
    static Map<String, DocumentNode> of(DocumentNode place, String key, int max) {
        Map<String, DocumentNode> entries =
                place.child(key).map(DocumentNode::entries).orElse(Map.of());
        if (entries.size() <= max) {
            return entries;
        }
        place.child(key)
                .ifPresent(
                        node ->
                                node.error(
                                        entries.size() + " entries",
                                        "at most " + max + " in `" + key + "`",
                                        "describe what differs, and leave out the rest"));
        return Map.of();
    }

    static Set<String> texts(DocumentNode list) {
        Set<String> texts = new LinkedHashSet<>();
        list.items().forEach(item -> item.text().ifPresent(texts::add));
        return texts;
    }

    /// Reports a text that is none of the names.
    static void requireKnown(DocumentNode node, Collection<String> names, String what) {
        node.text()
                .filter(name -> !names.contains(name))
                .ifPresent(
                        name ->
                                node.error(
                                        "'"
                                                + SanitizedText.of(name)
                                                + "', which is not described"
                                                + NearestName.hint(name, names),
                                        names.isEmpty()
                                                ? what + " of the scenario, which has none"
                                                : what
                                                        + " of the scenario: "
                                                        + String.join(", ", names),
                                        "correct the name"));
    }
}
