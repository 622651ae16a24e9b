package dev.berth.architecture.graph;

import dev.berth.core.system.SourceLocation;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.OptionalDouble;
import java.util.Set;

/// Flow from one component to another.
///
/// @param from id of a component
/// @param to id of another
/// @param data classes of data that are declared to pass, such as `personal`; empty if nothing is
///   declared, so that all that reaches `from` may pass
/// @param perSecond requests or records in a second
/// @param label what passes, in a few words; may be empty
/// @param location where it is described
public record Flow(
        Kind kind,
        String from,
        String to,
        Set<String> data,
        OptionalDouble perSecond,
        String label,
        SourceLocation location) {
    /// Kind of a flow.
    public enum Kind {
        /// A caller calls a callee, and waits for it.
        CALL,
        /// Values go from one component to another: requests, answers, events, files.
        DATA
    }

    public Flow {
        data = Collections.unmodifiableSet(new LinkedHashSet<>(data));
        if (from.equals(to)) {
            throw new IllegalArgumentException(
                    "a flow from '" + from + "' to itself (expected: two components)");
        }
    }

    @Override
    public String toString() {
        return from + (kind == Kind.CALL ? " calls " : " → ") + to;
    }
}
