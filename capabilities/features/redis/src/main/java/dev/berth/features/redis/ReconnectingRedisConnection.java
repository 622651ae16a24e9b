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

/// A connection to the server that is made again when it is wanted and the last one has broken.
///
/// A connection over which an answer did not come in time is given up, as one behind which no
/// caller is left looks the same for minutes. While the server cannot be reached, one thread at a
/// time tries, and calls fail at once between its attempts.
final class ReconnectingRedisConnection {
    /// How long after a failed attempt the next one comes.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final RedisClient client;
    private final RedisAddress address;
    private final LongSupplier nanoTime;
    private final ReentrantLock connecting = new ReentrantLock();
    private volatile @Nullable StatefulRedisConnection<byte[], byte[]> current;
    private volatile boolean closed;
    // The last failed attempt; only while `connecting` is held.
    private @Nullable Problem failure;
    private long failedNanos;

    ReconnectingRedisConnection(RedisClient client, RedisAddress address, LongSupplier nanoTime) {
        this.client = client;
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /// The connection, made if need be.
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
            // Who has it needs the timeout once.
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

    /// Closes the connection if it comes yet.
    private static void giveUp(ConnectionFuture<StatefulRedisConnection<byte[], byte[]>> attempt) {
        var _ = attempt.thenCompose(StatefulRedisConnection::closeAsync);
    }

    /// Waits for what was sent over a connection.
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

    /// Gives a connection up; the next call makes another.
    void drop(StatefulRedisConnection<byte[], byte[]> connection) {
        if (connection.isOpen()) {
            var _ = connection.closeAsync();
        }
    }

    /// Makes no more connections; the client ends the one that there is.
    ///
    /// @return whether this was the first time
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
