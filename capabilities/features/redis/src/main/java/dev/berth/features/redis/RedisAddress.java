package dev.berth.features.redis;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Address of an online store on a Redis or Valkey server.
///
/// @param uri `redis://[[user]:password@]host[:port][/database]`, `rediss://` for TLS; user and
///   password are percent-encoded
/// @param prefix of all keys, so that others can share the database
/// @param timeout of a response or an attempt to connect
/// @param authorities PEM file with the CA certificates for the server; empty for those of the JVM
public record RedisAddress(
        String uri, String prefix, Duration timeout, Optional<Path> authorities) {
    /// Default prefix.
    public static final String PREFIX = "berth:";

    /// A thousand times a usual response.
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    public RedisAddress {
        if (!uri.startsWith("redis://") && !uri.startsWith("rediss://")) {
            // Without the part before the host, which may be a password.
            throw invalid(uri.substring(uri.lastIndexOf('@') + 1), "redis:// or rediss://");
        }
        if (!timeout.isPositive()) {
            throw new ProblemException(
                    ProblemCode.ONLINE_STORE_UNAVAILABLE,
                    "the timeout of Redis is " + timeout + ", not more than 0",
                    "name one such as " + TIMEOUT);
        }
        try {
            var _ = RedisURI.create(uri);
        } catch (IllegalArgumentException e) {
            throw invalid(uri.substring(uri.lastIndexOf('@') + 1), "redis://host:port/0");
        }
    }

    /// An address with the usual prefix and timeout.
    public static RedisAddress of(String uri) {
        return new RedisAddress(uri, PREFIX, TIMEOUT, Optional.empty());
    }

    /// Copy with another prefix.
    public RedisAddress withPrefix(String other) {
        return new RedisAddress(uri, other, timeout, authorities);
    }

    /// Copy with another timeout.
    public RedisAddress withTimeout(Duration other) {
        return new RedisAddress(uri, prefix, other, authorities);
    }

    /// Copy with other CA certificates than the JVM's.
    public RedisAddress withAuthorities(Path file) {
        return new RedisAddress(uri, prefix, timeout, Optional.of(file));
    }

    private static ProblemException invalid(String found, String expected) {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "the address of Redis ends with '" + found + "', not of the form " + expected,
                "write it as redis://host:port/0, with user:password@ before the host if it requires them, or with rediss:// for TLS");
    }

    RedisURI target() {
        RedisURI target = RedisURI.create(uri);
        target.setTimeout(timeout);
        return target;
    }

    /// Without user and password.
    @Override
    public String toString() {
        RedisURI target = RedisURI.create(uri);
        return (target.isSsl() ? "rediss://" : "redis://")
                + target.getHost()
                + ":"
                + target.getPort()
                + "/"
                + target.getDatabase();
    }
}
