package dev.berth.cards.exchange;

import dev.berth.cards.document.DocumentKind;
import dev.berth.cards.outline.DocumentOutline;
import dev.berth.cards.outline.OutlineItem;
import dev.berth.cards.outline.OutlineSection;
import dev.berth.cards.part.HubMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model card of another form, as a file `cards/NAME.yaml` would have it.
///
/// Numbers are not taken over: they are of another machine, and an evaluation gives them.
///
/// @param texts by section and item of the model card, such as `details.developers`
/// @param results what the card says that was measured, one a line, for the author to compare
public record ImportedCard(
        Optional<String> title,
        Optional<String> license,
        HubMetadata hub,
        Map<String, String> texts,
        List<String> results) {

    public ImportedCard {
        texts = Map.copyOf(texts);
        results = List.copyOf(results);
    }

    /// Collector of texts, each behind what the item has already.
    static final class Texts {
        private final Map<String, List<String>> texts = new LinkedHashMap<>();

        void add(String section, String item, String text) {
            if (!text.isBlank()) {
                texts.computeIfAbsent(section + "." + item, key -> new ArrayList<>())
                        .add(text.strip());
            }
        }

        Map<String, String> all() {
            Map<String, String> joined = new LinkedHashMap<>();
            texts.forEach((key, parts) -> joined.put(key, String.join("\n\n", parts)));
            return joined;
        }
    }

    /// The content of `cards/NAME.yaml`.
    ///
    /// @param from the file that was read, for the comment at the top
    /// @param model that it is about
    public String yaml(String from, String model) {
        var yaml = new StringBuilder();
        yaml.append("# From ").append(comment(from)).append(".\n");
        license.ifPresent(
                licence ->
                        yaml.append("# Its licence: ")
                                .append(comment(licence))
                                .append("; `license` in model.yaml says it here.\n"));
        if (!results.isEmpty()) {
            yaml.append("# Its results, which `berth evaluate` has to confirm:\n");
            results.forEach(result -> yaml.append("#   ").append(comment(result)).append('\n'));
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("model", model);
        title.ifPresent(text -> content.put("title", text));
        Map<String, Object> metadata = hubPlain();
        if (!metadata.isEmpty()) {
            content.put("hub", metadata);
        }
        Map<String, Object> card = cardPlain();
        if (!card.isEmpty()) {
            content.put("model-card", card);
        }
        return yaml + YamlWriter.write(content);
    }

    private static String comment(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private Map<String, Object> hubPlain() {
        Map<String, Object> plain = new LinkedHashMap<>();
        putList(plain, "language", hub.languages());
        putList(plain, "tags", hub.tags());
        putList(plain, "datasets", hub.datasets());
        putList(plain, "base-model", hub.baseModels());
        hub.pipelineTag().ifPresent(tag -> plain.put("pipeline-tag", tag));
        hub.libraryName().ifPresent(name -> plain.put("library-name", name));
        return plain;
    }

    private static void putList(Map<String, Object> plain, String key, List<String> values) {
        if (!values.isEmpty()) {
            plain.put(key, values);
        }
    }

    private Map<String, Object> cardPlain() {
        Map<String, Object> card = new LinkedHashMap<>();
        for (OutlineSection section : DocumentOutline.of(DocumentKind.MODEL_CARD)) {
            Map<String, Object> items = new LinkedHashMap<>();
            for (OutlineItem item : section.items()) {
                String text = texts.get(section.key() + "." + item.key());
                if (text != null) {
                    items.put(item.key(), text);
                }
            }
            if (!items.isEmpty()) {
                card.put(section.key(), items);
            }
        }
        return card;
    }
}
