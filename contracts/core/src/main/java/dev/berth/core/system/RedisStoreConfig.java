package dev.berth.core.system;

import java.util.Optional;

/// A server of Redis or Valkey that keeps what is known of entities for several processes.
///
/// @param uri `redis://[[user]:password@]host[:port][/database]`, `rediss://` for TLS; `${NAME}` in
///   it stands for a variable of the environment
/// @param authorities a file in PEM with what signed the server's certificate, relative to the
///   system's directory or absolute; empty for those that the JDK knows
public record RedisStoreConfig(String uri, Optional<String> authorities) {
    /// A store whose certificate, if it has one, is of an authority that the JDK knows.
    public static RedisStoreConfig of(String uri) {
        return new RedisStoreConfig(uri, Optional.empty());
    }
}
