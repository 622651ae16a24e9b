package dev.berth.catalog.endpoint;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.catalog.model.SignatureReader;
import dev.berth.core.endpoint.GraphStep;
import dev.berth.core.endpoint.Guard;
import dev.berth.core.signature.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reader of the guards of an endpoint.
final class GuardReader {
    private static final List<String> RESPONSES =
            List.of("reject", "abstain", "replace", "clamp", "omit", "respond", "fallback");

    private GuardReader() {}

    static List<Guard> read(Optional<DocumentNode> guards) {
        List<Guard> read = new ArrayList<>();
        guards.map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach((name, place) -> guard(name, place).ifPresent(read::add));
        return read;
    }

    private static Optional<Guard> guard(String name, DocumentNode place) {
        List<String> found =
                RESPONSES.stream().filter(key -> place.child(key).isPresent()).toList();
        if (found.isEmpty() && place.hasUnsoundEntry()) {
            // Most likely one of them, misspelt.
            return Optional.empty();
        }
        if (found.size() != 1) {
            place.error(
                    found.isEmpty() ? "none of them" : String.join(" and ", found),
                    "one of " + String.join(", ", RESPONSES),
                    "make it one guard for each");
            return Optional.empty();
        }
        String kind = found.getFirst();
        if (place.child("when").isEmpty() && !kind.equals("clamp")) {
            place.error("no `when`", "the rule", "write when the guard is activated");
            return Optional.empty();
        }
        Optional<Guard.Position> position =
                place.text("on").map(word -> Guard.Position.valueOf(word.toUpperCase(Locale.ROOT)));
        Optional<GraphStep.Each> each = place.child("for-each").flatMap(GraphStepReader::each);
        if (!checkEach(place, kind, position)) {
            return Optional.empty();
        }
        return position.map(
                where ->
                        new Guard(
                                name,
                                where,
                                place.child("when").map(DocumentNode::expression),
                                response(kind, place.child(kind).orElseThrow(), each),
                                place.text("failure-policy").filter("ignore"::equals).isPresent(),
                                place.document().locate(place.pointer()),
                                place.pointer()));
    }

    /// Whether `for-each` is there if, and only if, elements are left out of an answer.
    private static boolean checkEach(
            DocumentNode place, String kind, Optional<Guard.Position> position) {
        Optional<DocumentNode> each = place.child("for-each");
        if (!kind.equals("omit")) {
            each.ifPresent(
                    found -> found.error("`for-each` without `omit`", "both or none", "remove it"));
            return each.isEmpty();
        }
        if (position.isPresent() && position.get() == Guard.Position.INPUT) {
            place.child("omit")
                    .ifPresent(
                            found ->
                                    found.error(
                                            "`omit` on the input",
                                            "it on the output: elements are left out of a list of the answer",
                                            "write `on: output`"));
            return false;
        }
        if (each.isEmpty()) {
            place.error(
                    "`omit` without `for-each`",
                    "the list whose elements are left out",
                    "name it, as in `for-each: line in output.lines`");
        }
        return each.isPresent() && each.get().isSound();
    }

    private static Guard.Response response(
            String kind, DocumentNode place, Optional<GraphStep.Each> each) {
        return switch (kind) {
            case "reject" -> new Guard.Reject(place.text().orElse(""));
            case "abstain" -> new Guard.Abstain(place.text().orElse(""));
            case "replace" -> new Guard.Replace(GraphStepReader.expressions(Optional.of(place)));
            case "fallback" -> new Guard.FallBack(place.text().orElse(""));
            case "clamp" -> new Guard.Clamp(ranges(place));
            case "omit" -> new Guard.Omit(place.text().orElse(""), each.orElseThrow());
            default -> new Guard.Answer(GraphStepReader.expressions(Optional.of(place)));
        };
    }

    private static Map<String, Range> ranges(DocumentNode place) {
        Map<String, Range> ranges = new LinkedHashMap<>();
        place.entries()
                .forEach(
                        (field, range) ->
                                SignatureReader.range(range)
                                        .ifPresent(read -> ranges.put(field, read)));
        return ranges;
    }
}
