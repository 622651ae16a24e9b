package dev.berth.cards.outline;

import java.util.List;

/// A section of a document with the texts that authors contribute.
///
/// @param key in `cards/NAME.yaml`, and the section's id in documents
public record OutlineSection(String key, String title, List<OutlineItem> items) {
    public OutlineSection {
        items = List.copyOf(items);
    }

    static OutlineSection of(String key, String title, OutlineItem... items) {
        return new OutlineSection(key, title, List.of(items));
    }

    /// The item of a key.
    ///
    /// @throws IllegalArgumentException if the section has none of this key
    public OutlineItem item(String itemKey) {
        return items.stream()
                .filter(item -> item.key().equals(itemKey))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "item '"
                                                + itemKey
                                                + "' (expected: one of the section "
                                                + key
                                                + ")"));
    }
}
