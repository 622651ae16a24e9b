package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.endpoint.EndpointOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reader of an endpoint's outputs.
final class OutputReader {
    private OutputReader() {}

    static List<EndpointOutput> read(Optional<DocumentNode> outputs) {
        List<EndpointOutput> read = new ArrayList<>();
        outputs.map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, place) -> output(name, place).ifPresent(read::add));
        return read;
    }

    private static Optional<EndpointOutput> output(String name, DocumentNode place) {
        Optional<DocumentNode> list = place.child("list");
        if (list.isEmpty()) {
            if (place.value() instanceof Map<?, ?> && place.child("value").isEmpty()) {
                if (!place.hasUnsoundEntry()) {
                    place.error(
                            "neither `value` nor `list`",
                            "an expression, or the fields of a list of objects",
                            "add it, as in `value: score.value`");
                }
                return Optional.empty();
            }
            return Optional.of(single(name, place));
        }
        for (String key : List.of("value", "unit")) {
            place.child(key)
                    .ifPresent(
                            found ->
                                    found.error(
                                            "`" + key + "` beside `list`",
                                            "it with each field of the list",
                                            "move it there, or remove it"));
        }
        List<EndpointOutput.Single> fields = new ArrayList<>();
        list.get().entries().forEach((key, field) -> fields.add(single(key, field)));
        return Optional.of(
                new EndpointOutput.ObjectList(
                        name,
                        place.text("meaning").orElse(""),
                        fields,
                        place.document().locate(list.get().pointer()),
                        list.get().pointer()));
    }

    private static EndpointOutput.Single single(String name, DocumentNode place) {
        return new EndpointOutput.Single(
                name,
                place.child("value").orElse(place).expression(),
                place.text("meaning"),
                place.text("unit"));
    }
}
