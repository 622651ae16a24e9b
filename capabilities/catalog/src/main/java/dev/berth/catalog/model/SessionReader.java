package dev.berth.catalog.model;

import dev.berth.catalog.document.DocumentNode;
import dev.berth.core.SanitizedText;
import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.Signature;
import dev.berth.core.system.SessionSettings;
import dev.berth.core.system.SessionState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reader of the `session` of a package; checks it against the signature. Whether the artifact has
/// such inputs and outputs is found out when it is loaded.
final class SessionReader {
    private final Optional<Signature> signature;
    private final Set<String> inputs = new HashSet<>();
    private final Set<String> outputs = new HashSet<>();

    private SessionReader(Optional<Signature> signature) {
        this.signature = signature;
    }

    /// @param root of the package's document
    static Optional<SessionSettings> read(DocumentNode root, Optional<Signature> signature) {
        Optional<DocumentNode> session = root.child("session");
        if (session.isEmpty() || session.get().isBroken()) {
            return Optional.empty();
        }
        DocumentNode place = session.get();
        if (root.child("artifacts").flatMap(artifacts -> artifacts.child("model")).isEmpty()) {
            place.error(
                    "sessions of a package without a model",
                    "an artifact named `model`, which has the state",
                    "remove `session`, or name the model's file as artifacts.model");
        }
        if (signature.isPresent() && signature.get().inputs().isEmpty()) {
            place.error(
                    "sessions of a model without inputs",
                    "at least one input in the signature",
                    "give what each request of a session sends in signature.inputs");
        }
        checkPadding(root);
        return new SessionReader(signature).read(place);
    }

    /// A filled up row would change the state.
    private static void checkPadding(DocumentNode root) {
        Optional<DocumentNode> batch = root.child("batch");
        Optional<DocumentNode> padding =
                batch.flatMap(place -> place.child("buckets"))
                        .or(
                                () ->
                                        batch.flatMap(place -> place.child("mixed-shapes"))
                                                .filter(word -> "pad".equals(word.value())));
        padding.ifPresent(
                place ->
                        place.error(
                                "padding in a package with `session`",
                                "rows as they are sent, since padding would change the state",
                                "remove it"));
    }

    private Optional<SessionSettings> read(DocumentNode place) {
        List<SessionState> states = new ArrayList<>();
        place.items("state").forEach(item -> states.add(state(item)));
        Map<String, Double> constants = new LinkedHashMap<>();
        place.child("constants")
                .map(DocumentNode::entries)
                .orElse(Map.of())
                .forEach(
                        (name, value) -> {
                            requireNewInput(value, name);
                            constants.put(name, ((Number) value.value()).doubleValue());
                        });
        Duration idle = place.duration("idle").orElse(SessionSettings.IDLE_DEFAULT);
        if (idle.isZero()) {
            place.child("idle")
                    .orElseThrow()
                    .error(
                            "0",
                            "a duration above zero",
                            "write how long a session may be without a request, such as `10m`");
        }
        if (place.isBroken()) {
            return Optional.empty();
        }
        return Optional.of(
                new SessionSettings(
                        states,
                        constants,
                        place.integer("max-sessions").orElse(SessionSettings.SESSIONS_MAX_DEFAULT),
                        place.bytes("max-bytes").orElse(SessionSettings.BYTES_MAX_DEFAULT),
                        idle,
                        place.truth("moves").orElse(false),
                        place.truth("joins").orElse(false)));
    }

    private SessionState state(DocumentNode item) {
        String input = item.text("input").orElseThrow();
        String output = item.text("output").orElseThrow();
        requireNewInput(item.child("input").orElseThrow(), input);
        DocumentNode outputPlace = item.child("output").orElseThrow();
        if (!outputs.add(output)) {
            outputPlace.error(
                    "the output '" + SanitizedText.of(output) + "' again",
                    "each output once",
                    "name the output that feeds this input");
        } else if (hasField(signature.map(Signature::outputs), output)) {
            outputPlace.error(
                    "the output '" + SanitizedText.of(output) + "', which callers get",
                    "an output that is not in the signature",
                    "remove it from signature.outputs");
        }
        return new SessionState(input, output, shape(item), item.number("initial").orElse(0.0));
    }

    private void requireNewInput(DocumentNode place, String input) {
        if (!inputs.add(input)) {
            place.error(
                    "the input '" + SanitizedText.of(input) + "' again",
                    "each input once",
                    "remove one of them");
        } else if (hasField(signature.map(Signature::inputs), input)) {
            place.error(
                    "the input '" + SanitizedText.of(input) + "', which callers send",
                    "an input that is not in the signature",
                    "remove it from signature.inputs");
        }
    }

    private static boolean hasField(Optional<List<Field>> fields, String name) {
        return fields.orElse(List.of()).stream().anyMatch(field -> field.name().equals(name));
    }

    private Optional<DeclaredShape> shape(DocumentNode item) {
        if (item.child("shape").isEmpty()) {
            return Optional.empty();
        }
        List<Dimension> dimensions = new ArrayList<>();
        Optional<String> batch = signature.flatMap(Signature::batchDimension);
        boolean batched = false;
        for (DocumentNode size : item.items("shape")) {
            Optional<String> name = size.text();
            dimensions.add(
                    name.map(Dimension::dynamic)
                            .orElseGet(() -> Dimension.fixed(size.integer().orElse(1L))));
            if (name.isPresent() && (batched || !name.equals(batch))) {
                size.error(
                        "the dimension '" + SanitizedText.of(name.get()) + "'",
                        batch.map(word -> "sizes, and once the batch dimension " + word)
                                .orElse("sizes, since the signature has no batch dimension"),
                        "write the size");
            }
            batched |= name.isPresent();
        }
        return Optional.of(new DeclaredShape(dimensions));
    }
}
