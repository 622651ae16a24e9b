package dev.berth.server.auth;

import org.jspecify.annotations.Nullable;

/// Lookup of a request's headers.
@FunctionalInterface
public interface HeaderLookup {
    /// The value of the first header of this name, in whatever case; null if there is none.
    @Nullable String get(CharSequence name);
}
