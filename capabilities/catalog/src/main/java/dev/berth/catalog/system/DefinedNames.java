package dev.berth.catalog.system;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Names that a part of a system defines, for `berth.yaml` to refer to.
///
/// @param versions by name, as they are written and in their order; none of what has no versions
/// @param broken names of what is described with an error of its own and has no version here
public record DefinedNames(SortedMap<String, Set<String>> versions, Set<String> broken) {
    public static final DefinedNames NONE = new DefinedNames(new TreeMap<>(), Set.of());

    public DefinedNames {
        versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
        broken = Set.copyOf(broken);
    }

    /// Names of which none is broken.
    public static DefinedNames of(Map<String, Set<String>> versions) {
        return new DefinedNames(new TreeMap<>(versions), Set.of());
    }

    public Set<String> all() {
        return versions.keySet();
    }

    public Set<String> versions(String name) {
        return versions.getOrDefault(name, Set.of());
    }
}
