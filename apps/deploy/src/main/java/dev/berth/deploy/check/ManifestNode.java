package dev.berth.deploy.check;

import dev.berth.catalog.document.Document;
import dev.berth.core.system.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A place in a manifest, there or not.
///
/// @param pointer JSON pointer within the document
/// @param value plain value; null if nothing is there
record ManifestNode(Document document, String pointer, @Nullable Object value) {
    boolean isPresent() {
        return value != null;
    }

    SourceLocation location() {
        return document.locate(pointer);
    }

    /// The node of a key, which need not be there.
    ManifestNode get(String key) {
        Object inner = value instanceof Map<?, ?> map ? map.get(key) : null;
        return new ManifestNode(document, Document.child(pointer, key), inner);
    }

    /// The node along keys.
    ManifestNode at(String... keys) {
        ManifestNode node = this;
        for (String key : keys) {
            node = node.get(key);
        }
        return node;
    }

    List<ManifestNode> items() {
        List<ManifestNode> items = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                items.add(new ManifestNode(document, Document.child(pointer, i), list.get(i)));
            }
        }
        return items;
    }

    /// The keys of a mapping.
    List<String> keys() {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    /// The text, or empty if it is none.
    String text() {
        return value instanceof String text ? text : "";
    }

    /// The text of a text or number.
    String scalar() {
        return value instanceof String || value instanceof Number ? String.valueOf(value) : "";
    }

    OptionalLong number() {
        return value instanceof Number number
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }

    Optional<Boolean> flag() {
        return value instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /// The texts of a mapping of texts.
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        keys().forEach(key -> texts.put(key, get(key).scalar()));
        return texts;
    }
}
