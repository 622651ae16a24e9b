package dev.berth.core.endpoint;

import dev.berth.core.system.SourceLocation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The endpoint's graph with others in the place of some of what it calls.
///
/// @param replaced what is called in place of what, as the steps name it
public record GraphVariant(
        String name, Map<Callee, Callee> replaced, SourceLocation location, String pointer) {

    public GraphVariant {
        replaced = Collections.unmodifiableMap(new LinkedHashMap<>(replaced));
    }
}
