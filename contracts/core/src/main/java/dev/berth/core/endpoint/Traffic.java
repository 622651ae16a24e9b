package dev.berth.core.endpoint;

import dev.berth.core.system.SourceLocation;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the records of an endpoint are divided among its variants.
///
/// @param stickyBy what decides, so that equal values meet the same variant; empty for chance
/// @param variants at least two
public record Traffic(Optional<ExpressionText> stickyBy, List<Variant> variants) {

    public Traffic {
        variants = List.copyOf(variants);
    }

    /// One arm of an endpoint's traffic: its graph with others in the place of some of what it
    /// calls.
    ///
    /// @param weight its share in relation to the others, 0 for none
    /// @param replaced what is called in place of what, as the steps name it
    public record Variant(
            String name,
            double weight,
            Map<Callee, Callee> replaced,
            SourceLocation location,
            String pointer) {

        public Variant {
            replaced = Collections.unmodifiableMap(new LinkedHashMap<>(replaced));
        }
    }
}
