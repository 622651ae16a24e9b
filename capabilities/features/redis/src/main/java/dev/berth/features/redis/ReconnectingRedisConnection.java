package dev.berth.features.redis;

import dev.berth.core.Problem;
import dev.berth.core.ProblemException;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Redis connection that is reopened on demand after a failure.
///
/// A connection is dropped after a response timeout, since a half-open one looks the same for
/// minutes. While the server is unreachable, one thread at a time retries, and calls between its
/// attempts fail at once.
final class ReconnectingRedisConnection {
    /// Pause after a failed attempt.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RedisClient client;
    private final RedisAddress address;
    private final LongSupplier nanoTime;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> current;
    private volatile boolean closed;
    // The last failed attempt; guarded by `connecting`.
    private @Nullable Problem failure;
    private long failedNanos;

    ReconnectingRedisConnection(RedisClient client, RedisAddress address, LongSupplier nanoTime) {
        this.client = client;
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /// The connection, opened if necessary.
    ///
    /// @throws ProblemException `online-store-unavailable` if there is none
    StatefulRedisConnection<byte[], byte[]> require() {
        var connection = current;
        return connection != null && connection.isOpen() ? connection : reconnect();
    }

    private StatefulRedisConnection<byte[], byte[]> reconnect() {
        lock();
        try {
            var connection = current;
            if (closed) {
                throw RedisProblems.closed(address);
            }
            if (connection != null && connection.isOpen()) {
                return connection;
            }
            if (failure != null && nanoTime.getAsLong() - failedNanos < PAUSE.toNanos()) {
                throw failure.asException();
            }
            return connect();
        } finally {
            connecting.unlock();
        }
    }

    private void lock() {
        try {
            // Its opener needs the timeout once.
            if (!connecting.tryLock(2 * address.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw RedisProblems.tooLate(address);
            }
        } catch (InterruptedException e) {
            throw RedisProblems.interrupted(address, e);
        }
    }

    private StatefulRedisConnection<byte[], byte[]> connect() {
        try {
            ConnectionFuture<StatefulRedisConnection<byte[], byte[]>> attempt =
                    client.connectAsync(ByteArrayCodec.INSTANCE, address.target());
            var connection = await(attempt);
            current = connection;
            failure = null;
            return connection;
        } catch (ProblemException e) {
            failure = e.problem();
            failedNanos = nanoTime.getAsLong();
            throw e;
        }
    }

    private StatefulRedisConnection<byte[], byte[]> await(
            ConnectionFuture<StatefulRedisConnection<byte[], byte[]>> attempt) {
        try {
            return attempt.get(address.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            giveUp(attempt);
            throw RedisProblems.tooLate(address);
        } catch (InterruptedException e) {
            giveUp(attempt);
            throw RedisProblems.interrupted(address, e);
        } catch (ExecutionException e) {
            throw RedisProblems.of(address, e);
        }
    }

    /// Closes a connection that is established late.
    private static void giveUp(ConnectionFuture<StatefulRedisConnection<byte[], byte[]>> attempt) {
        var _ = attempt.thenCompose(StatefulRedisConnection::closeAsync);
    }

    /// Waits for the response of a command.
    <T extends @Nullable Object> T await(
            StatefulRedisConnection<byte[], byte[]> connection, Future<T> answer) {
        try {
            return answer.get(address.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            drop(connection);
            throw RedisProblems.tooLate(address);
        } catch (InterruptedException e) {
            throw RedisProblems.interrupted(address, e);
        } catch (ExecutionException | CancellationException e) {
            throw RedisProblems.of(address, e);
        }
    }

    /// Drops a connection; the next call opens another.
    void drop(StatefulRedisConnection<byte[], byte[]> connection) {
        if (connection.isOpen()) {
            var _ = connection.closeAsync();
        }
    }

    /// Opens no more connections; the client closes the current one.
    ///
    /// @return whether this was the first call
    boolean close() {
        connecting.lock();
        try {
            boolean first = !closed;
            closed = true;
            return first;
        } finally {
            connecting.unlock();
        }
    }
}
