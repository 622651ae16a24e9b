package dev.berth.protocol.feature;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.SanitizedText;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request for features, by names that are not resolved yet.
///
/// Values of columns are String, Boolean, Long, Double, `byte[]`, null, and Lists of these.
///
/// @param features `view:feature` or `view@version:feature`, as the caller wrote them; of no
///   meaning if there is a service
/// @param service a name that stands for features; empty if they are named one by one
/// @param entities the caller's columns for the rows, by name, in its order; all of one length
/// @param context further columns of the same length, which the answer does not repeat
/// @param at the instant as of which they are wanted; empty for now
/// @param includesVersions whether the answer says which version each view was
public record FeatureRequest(
        List<String> features,
        Optional<String> service,
        Map<String, List<Object>> entities,
        Map<String, List<Object>> context,
        Optional<Instant> at,
        FeatureNaming naming,
        boolean includesVersions) {

    /// @throws ProblemException `record-invalid` if there is no column, or they differ in length;
    ///   `request-malformed` if nothing is requested
    public FeatureRequest {
        features = List.copyOf(features);
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
        context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        requireSomething(features, service);
        requireOneLength(entities, context);
    }

    /// The same with other names of entities.
    ///
    /// @param names new ones by those that the caller wrote; others stay
    /// @throws ProblemException `record-invalid` if two columns would have one name
    public FeatureRequest renamed(Map<String, String> names) {
        if (names.keySet().stream().noneMatch(entities::containsKey)) {
            return this;
        }
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        entities.forEach(
                (name, column) -> {
                    String key = names.getOrDefault(name, name);
                    if (columns.put(key, column) != null) {
                        throw new ProblemException(
                                ProblemCode.RECORD_INVALID,
                                "the key '"
                                        + SanitizedText.of(key)
                                        + "' twice, by its own name and by that of its entity"
                                        + " (expected: once)",
                                "send it by the name of the join key");
                    }
                });
        return new FeatureRequest(
                features, service, columns, context, at, naming, includesVersions);
    }

    /// The number of requested rows.
    public int rows() {
        return entities.values().iterator().next().size();
    }

    /// All columns, by name.
    public Map<String, List<Object>> fields() {
        if (context.isEmpty()) {
            return entities;
        }
        Map<String, List<Object>> fields = new LinkedHashMap<>(context);
        fields.putAll(entities);
        return fields;
    }

    private static void requireSomething(List<String> features, Optional<String> service) {
        if (features.isEmpty() && service.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.REQUEST_MALFORMED,
                    "no features are requested (expected: a list of view:feature, or the name of a"
                            + " service)",
                    "name at least one feature; GET /v1/features lists them");
        }
    }

    private static void requireOneLength(
            Map<String, List<Object>> entities, Map<String, List<Object>> context) {
        if (entities.isEmpty()) {
            throw new ProblemException(
                    ProblemCode.RECORD_INVALID,
                    "'entities' is empty (expected: a list of keys by the name of each join key)",
                    "say of which entities the features are wanted, as in {\"airport\": [\"JFK\"]}");
        }
        var first = entities.entrySet().iterator().next();
        requireLength(first.getKey(), first.getValue().size(), entities);
        requireLength(first.getKey(), first.getValue().size(), context);
    }

    private static void requireLength(String first, int rows, Map<String, List<Object>> columns) {
        columns.forEach(
                (name, column) -> {
                    if (column.size() != rows) {
                        throw new ProblemException(
                                ProblemCode.RECORD_INVALID,
                                "'%s' has %d values and '%s' has %d (expected: one for each row)"
                                        .formatted(name, column.size(), first, rows),
                                "give each column as many values as there are rows; null where"
                                        + " there is none");
                    }
                });
    }
}
