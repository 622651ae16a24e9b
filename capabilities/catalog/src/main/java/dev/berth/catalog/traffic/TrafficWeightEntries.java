package dev.berth.catalog.traffic;

import dev.berth.catalog.document.Document;
import dev.berth.catalog.document.DocumentReader;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.endpoint.EndpointName;
import dev.berth.core.endpoint.TrafficWeightChange;
import dev.berth.state.ChangedBy;
import dev.berth.state.StateChange;
import dev.berth.state.StateEntry;
import dev.berth.state.StateKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The form of traffic weights in a [dev.berth.state.StateStore]: one log for each endpoint, with
/// values such as `{"declared": {"a": 1.0}, "before": {"a": 1.0}, "after": {"a": 0.0}}`.
public final class TrafficWeightEntries {
    /// The kind of these logs.
    public static final String KIND = "traffic";

    private TrafficWeightEntries() {}

    static StateKey key(EndpointName endpoint) {
        return new StateKey(KIND, endpoint.value());
    }

    /// @throws ProblemException `traffic-weights-invalid` if there are too many variants for one
    ///   entry
    static StateChange encode(TrafficWeightChange change) {
        String value =
                "{\"declared\": "
                        + object(change.declared())
                        + ", \"before\": "
                        + object(change.before())
                        + ", \"after\": "
                        + object(change.after())
                        + "}";
        if (value.length() > StateChange.VALUE_LENGTH_MAX) {
            throw new ProblemException(
                    ProblemCode.TRAFFIC_WEIGHTS_INVALID,
                    change.after().size()
                            + " variants, whose weights take "
                            + value.length()
                            + " characters (expected: at most "
                            + StateChange.VALUE_LENGTH_MAX
                            + ")",
                    "divide the records among fewer variants");
        }
        return new StateChange(
                change.at(),
                new ChangedBy(change.actor(), change.claimed()),
                change.reason(),
                value);
    }

    /// The change in an entry.
    ///
    /// @throws ProblemException `state-unavailable` if the entry was written by something else
    public static TrafficWeightChange decode(StateEntry entry) {
        StateChange change = entry.change();
        byte[] value = change.value().getBytes(StandardCharsets.UTF_8);
        Document document = DocumentReader.read(Path.of(entry.key().toString()), value);
        if (document.errors().isEmpty() && document.value().orElse("") instanceof Map<?, ?> map) {
            try {
                return new TrafficWeightChange(
                        change.at(),
                        change.who().known(),
                        change.who().claimed(),
                        change.why(),
                        weights(map.get("declared")),
                        weights(map.get("before")),
                        weights(map.get("after")));
            } catch (ClassCastException e) {
                // Told below.
            }
        }
        throw new ProblemException(
                ProblemCode.STATE_UNAVAILABLE,
                "change "
                        + entry.number()
                        + " of "
                        + entry.key()
                        + " in the state is damaged: its value has no weights",
                "append what should be in force, as with `berth rollback --to`, or restore the"
                        + " state from a backup");
    }

    private static String object(Map<String, Double> weights) {
        List<String> pairs = new ArrayList<>();
        weights.forEach((variant, weight) -> pairs.add(quoted(variant) + ": " + weight));
        return "{" + String.join(", ", pairs) + "}";
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    /// @throws ClassCastException if they are none
    static Map<String, Double> weights(@Nullable Object value) {
        Map<String, Double> weights = new LinkedHashMap<>();
        if (!(value instanceof Map<?, ?> map)) {
            throw new ClassCastException("no weights");
        }
        map.forEach((name, weight) -> weights.put((String) name, ((Number) weight).doubleValue()));
        return weights;
    }
}
