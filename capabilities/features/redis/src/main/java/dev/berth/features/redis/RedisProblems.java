package dev.berth.features.redis;

import dev.berth.core.Problem;
import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Problems for failures of Redis and of the connection to it.
final class RedisProblems {
    private RedisProblems() {}

    static ProblemException of(RedisAddress address, Throwable failure) {
        var error = find(failure, RedisCommandExecutionException.class);
        if (error != null) {
            String reply = Objects.requireNonNullElse(error.getMessage(), "");
            return problem("Redis at " + address + " refuses: " + reply, remedy(reply), failure);
        }
        var tls = find(failure, SSLException.class);
        if (tls != null) {
            return problem(
                    "no TLS connection to Redis at " + address + ": " + tls.getMessage(),
                    "check that it uses TLS there, and name the CA of its certificate",
                    failure);
        }
        if (find(failure, RedisCommandTimeoutException.class) != null) {
            // From the client, whose clock for a new connection starts before ours.
            return tooLate(address);
        }
        return problem(
                "Redis at " + address + " cannot be reached: " + innermost(failure).getMessage(),
                "start it, or check its address and the network",
                failure);
    }

    /// Whether a command was rejected before it was sent, since its connection is lost. Lettuce
    /// tells so by the message alone.
    static boolean neverSent(RedisFuture<?> answer) {
        String error = answer.isDone() ? answer.getError() : null;
        return error != null && error.startsWith("Currently not connected");
    }

    /// The remedy by the error code of a reply.
    private static String remedy(String reply) {
        String word = reply.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
        return switch (word) {
            case "NOAUTH", "WRONGPASS" -> "check user and password in its address";
            case "NOPERM" -> "allow its user MGET, MSET, UNLINK, SCAN, MULTI, EXEC on these keys";
            case "OOM", "EXECABORT" ->
                    "raise its maxmemory, or keep fewer rows in it; nothing was written";
            case "MISCONF" -> "check its disk and its log";
            case "LOADING" -> "wait until it has read what it had written to its disk";
            case "READONLY" -> "name the server that its replicas follow";
            case "CROSSSLOT", "MOVED", "ASK", "CLUSTERDOWN" ->
                    "name a server that is not part of a cluster";
            case String other when reply.contains("AUTH") ->
                    "check user and password in its address";
            case String other -> "check its log";
        };
    }

    static ProblemException tooLate(RedisAddress address) {
        return problem(
                "Redis at "
                        + address
                        + " did not answer within "
                        + address.timeout().toMillis()
                        + " ms",
                "check its load and the network, or allow it more time",
                null);
    }

    static ProblemException interrupted(RedisAddress address, InterruptedException e) {
        Thread.currentThread().interrupt();
        return problem(
                "a thread that waited for Redis at " + address + " was interrupted",
                "repeat the call if its result is still needed",
                e);
    }

    static ProblemException closed(RedisAddress address) {
        return problem(
                "the store in Redis at " + address + " is closed",
                "close a store after the last use of it",
                null);
    }

    private static ProblemException problem(
            String message, String remedy, @Nullable Throwable cause) {
        return new ProblemException(
                Problem.of(ProblemCode.ONLINE_STORE_UNAVAILABLE, message, remedy), cause);
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (type.isInstance(one)) {
                return type.cast(one);
            }
        }
        return null;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable inner = failure;
        while (inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
