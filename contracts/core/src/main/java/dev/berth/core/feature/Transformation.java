package dev.berth.core.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// SQL that makes of each event of a source one row, or none.
///
/// @param sql a SELECT from the source by its name; row by row, without aggregates
/// @param columns what it gives, with their types, in their order
public record Transformation(String sql, Map<String, FeatureType> columns) {
    public Transformation {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }
}
