package dev.berth.features.redis;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where rows are on a server of Redis or Valkey.
///
/// @param uri `redis://[[user]:password@]host[:port][/database]`, `rediss://` for TLS; user and
///   password are percent-encoded
/// @param prefix what all keys begin with, so that others can use the same database
/// @param timeout how long one answer, or one attempt to connect, may take
/// @param authorities a file in PEM with the certificates of those who may vouch for the server;
///   empty for those that the JVM trusts
public record RedisAddress(
        String uri, String prefix, Duration timeout, Optional<Path> authorities) {
    /// What rows begin with by default.
    public static final String PREFIX = "berth:";

    /// A thousand times what an answer takes.
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    public RedisAddress {
        if (!uri.startsWith("redis://") && !uri.startsWith("rediss://")) {
            // Without what stands before the host: it may be a password.
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

    /// The same, with rows under another prefix.
    public RedisAddress withPrefix(String other) {
        return new RedisAddress(uri, other, timeout, authorities);
    }

    /// The same, with another timeout.
    public RedisAddress withTimeout(Duration other) {
        return new RedisAddress(uri, prefix, other, authorities);
    }

    /// The same, for a server that others vouch for than the JVM trusts.
    public RedisAddress withAuthorities(Path file) {
        return new RedisAddress(uri, prefix, timeout, Optional.of(file));
    }

    private static ProblemException invalid(String found, String expected) {
        return new ProblemException(
                ProblemCode.ONLINE_STORE_UNAVAILABLE,
                "the address of Redis ends with '" + found + "', not of the form " + expected,
                "write it as redis://host:port/0, with user:password@ before the host if it asks for them, or with rediss:// for TLS");
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
