package dev.berth.server.logging;

import java.util.Map;

/// An argument of a log statement that becomes members of the JSON line besides its text.
/// Immutable: it is read later, by another thread.
public interface Fields {
    /// The members in order; each value a String, Number or Boolean.
    Map<String, Object> fields();

    /// The same for people.
    @Override
    String toString();
}
