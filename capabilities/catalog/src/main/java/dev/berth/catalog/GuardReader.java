package dev.berth.catalog;

import dev.berth.core.endpoint.Guard;
import dev.berth.core.signature.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads the guards of an endpoint.
final class GuardReader {
    private static final List<String> RESPONSES =
            List.of("reject", "abstain", "replace", "clamp", "answer");

    private GuardReader() {}

    static List<Guard> read(Optional<Place> guards) {
        List<Guard> read = new ArrayList<>();
        guards.map(Place::entries)
                .orElse(Map.of())
                .forEach((name, place) -> guard(name, place).ifPresent(read::add));
        return read;
    }

    private static Optional<Guard> guard(String name, Place place) {
        List<String> found =
                RESPONSES.stream().filter(key -> place.child(key).isPresent()).toList();
        if (found.isEmpty() && place.hasUnsoundEntry()) {
            // Most likely one of them, misspelt.
            return Optional.empty();
        }
        if (found.size() != 1) {
            place.mistake(
                    found.isEmpty() ? "none of them" : String.join(" and ", found),
                    "one of " + String.join(", ", RESPONSES),
                    "make it one guard for each");
            return Optional.empty();
        }
        String kind = found.getFirst();
        if (place.child("when").isEmpty() && !kind.equals("clamp")) {
            place.mistake("no `when`", "the rule", "write when the guard is activated");
            return Optional.empty();
        }
        Optional<Guard.Position> position =
                place.text("on").map(word -> Guard.Position.valueOf(word.toUpperCase(Locale.ROOT)));
        return position.map(
                where ->
                        new Guard(
                                name,
                                where,
                                place.child("when").map(EndpointReader::expression),
                                response(kind, place.child(kind).orElseThrow()),
                                place.text("if-it-fails").filter("ignore"::equals).isPresent(),
                                place.document().locate(place.pointer()),
                                place.pointer()));
    }

    private static Guard.Response response(String kind, Place place) {
        return switch (kind) {
            case "reject" -> new Guard.Reject(place.text().orElse(""));
            case "abstain" -> new Guard.Abstain(place.text().orElse(""));
            case "replace" -> new Guard.Replace(GraphStepReader.expressions(Optional.of(place)));
            case "clamp" -> new Guard.Clamp(ranges(place));
            default -> new Guard.Answer(GraphStepReader.expressions(Optional.of(place)));
        };
    }

    private static Map<String, Range> ranges(Place place) {
        Map<String, Range> ranges = new LinkedHashMap<>();
        place.entries()
                .forEach(
                        (field, range) ->
                                SignatureReader.range(range)
                                        .ifPresent(read -> ranges.put(field, read)));
        return ranges;
    }
}
