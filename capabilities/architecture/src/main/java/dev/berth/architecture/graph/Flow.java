package dev.berth.architecture.graph;

import dev.berth.core.system.SourceLocation;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
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
/// @param use how the caller uses a call
/// @param location where it is described
public record Flow(
        Kind kind,
        String from,
        String to,
        Set<String> data,
        OptionalDouble perSecond,
        String label,
        CallUse use,
        SourceLocation location) {
    /// How a caller uses a call.
    ///
    /// @param stage calls of a lower stage end before those of a higher one begin; those of one
    ///   stage run side by side
    /// @param isOptional whether the caller answers without it
    /// @param oneOf name of a group of the caller's calls of which one suffices; empty for none
    public record CallUse(int stage, boolean isOptional, Optional<String> oneOf) {
        /// Needed, and beside the others.
        public static final CallUse NEEDED = new CallUse(0, false, Optional.empty());
    }

    /// A flow that is needed.
    public Flow(
            Kind kind,
            String from,
            String to,
            Set<String> data,
            OptionalDouble perSecond,
            String label,
            SourceLocation location) {
        this(kind, from, to, data, perSecond, label, CallUse.NEEDED, location);
    }

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
