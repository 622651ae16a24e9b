package dev.berth.core.system;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// One step of an encoder or decoder as the package describes it.
///
/// @param kind which step, such as `tokenize`
/// @param options its settings as plain values: String, Boolean, Long, Double, List and Map of
///   these
/// @param location where it is written
public record StepDescription(String kind, Map<String, Object> options, SourceLocation location) {
    public StepDescription {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }
}
