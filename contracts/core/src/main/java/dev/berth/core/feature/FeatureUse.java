package dev.berth.core.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The use of a view by a reader.
///
/// @param fields the caller's field that holds the key of each entity, by the entity's join key;
///   one that is not there has the name of the key
public record FeatureUse(ViewReference view, Map<String, String> fields) {
    public FeatureUse {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /// The caller's field for a join key.
    public String field(String joinKey) {
        return fields.getOrDefault(joinKey, joinKey);
    }
}
