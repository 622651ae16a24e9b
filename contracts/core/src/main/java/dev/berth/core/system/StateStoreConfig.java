package dev.berth.core.system;

import java.util.Optional;

/// A PostgreSQL database that keeps what is decided at run time for several servers.
///
/// @param uri `postgresql://[user[:password]@]host[:port]/database[?sslmode=MODE]`; `${NAME}` in it
///   stands for a variable of the environment
/// @param authorities a file in PEM with what signed the server's certificate, relative to the
///   system's directory or absolute; empty for those that the JDK knows
public record StateStoreConfig(String uri, Optional<String> authorities) {
    /// A database whose certificate, if it has one, is of an authority that the JDK knows.
    public static StateStoreConfig of(String uri) {
        return new StateStoreConfig(uri, Optional.empty());
    }
}
