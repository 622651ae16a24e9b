package dev.berth.features.redis;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.resource.ClientResources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Client connections of the store: one shared by all threads, and one for transactions, used by
/// one thread at a time.
final class RedisCommands implements AutoCloseable {
    /// Time limit for stopping a client.
    private static final Duration STOP = Duration.ofSeconds(2);

    /// Limit of pending commands; more are rejected.
    private static final int WAITING_MAX = 10_000;

    private final RedisAddress address;
    private final ClientResources resources;
    private final RedisClient client;
    private final ReconnectingRedisConnection shared;
    private final ReconnectingRedisConnection transactions;
    private final ReentrantLock transacting = new ReentrantLock();

    RedisCommands(RedisAddress address) {
        this.address = address;
        // Before anything is opened: it may be invalid.
        ClientOptions options = options(address);
        resources = ClientResources.builder().build();
        client = RedisClient.create(resources, address.target());
        client.setOptions(options);
        shared = new ReconnectingRedisConnection(client, address, System::nanoTime);
        transactions = new ReconnectingRedisConnection(client, address, System::nanoTime);
    }

    private static Path readable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ProblemException(
                    ProblemCode.ONLINE_STORE_UNAVAILABLE,
                    "the CA certificates of Redis cannot be read from "
                            + file
                            + " (expected: a readable file)",
                    "write them there in PEM, or correct `ca-file`");
        }
        return file;
    }

    private static ClientOptions options(RedisAddress address) {
        var tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(address.timeout());
        address.authorities().ifPresent(file -> tls.trustManager(readable(file).toFile()));
        return ClientOptions.builder()
                // Lettuce would resend commands that the server may have executed.
                .autoReconnect(false)
                .requestQueueSize(WAITING_MAX)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(
                        SocketOptions.builder()
                                .connectTimeout(address.timeout())
                                .keepAlive(true)
                                .build())
                .sslOptions(tls.build())
                .build();
    }

    /// Sends one command and waits for its result, which may be null. A command that a lost
    /// connection did not take is sent once more, over a new one.
    <T extends @Nullable Object> T execute(
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var connection = shared.require();
        RedisFuture<T> answer = send(connection, command);
        if (RedisProblems.neverSent(answer)) {
            // The server or the network ended the connection after it was taken.
            shared.drop(connection);
            connection = shared.require();
            answer = send(connection, command);
        }
        return shared.await(connection, answer);
    }

    /// Sends commands in a pipeline and collects their results in order.
    <T> void executeAll(
            Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<T>>> commands,
            Consumer<T> taker) {
        var connection = shared.require();
        for (RedisFuture<T> answer : send(connection, commands)) {
            taker.accept(shared.await(connection, answer));
        }
    }

    /// Executes commands in a transaction.
    void transact(Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<?>>> commands) {
        lockInTime();
        try {
            var connection = transactions.require();
            try {
                send(connection, all -> transact(connection, all, commands));
            } catch (RuntimeException e) {
                // Otherwise its commands would become part of the next one.
                transactions.drop(connection);
                throw e;
            }
        } finally {
            transacting.unlock();
        }
    }

    private boolean transact(
            StatefulRedisConnection<byte[], byte[]> connection,
            RedisAsyncCommands<byte[], byte[]> all,
            Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<?>>> commands) {
        connection.setAutoFlushCommands(false);
        List<RedisFuture<?>> answers = new ArrayList<>();
        answers.add(all.multi());
        answers.addAll(commands.apply(all));
        answers.add(all.exec());
        connection.flushCommands();
        // In this order a rejected command is reported before the abort that it caused.
        answers.forEach(answer -> transactions.await(connection, answer));
        return true;
    }

    private void lockInTime() {
        try {
            if (!transacting.tryLock(address.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
                throw RedisProblems.tooLate(address);
            }
        } catch (InterruptedException e) {
            throw RedisProblems.interrupted(address, e);
        }
    }

    private <T> T send(
            StatefulRedisConnection<byte[], byte[]> connection,
            Function<RedisAsyncCommands<byte[], byte[]>, T> commands) {
        try {
            return commands.apply(connection.async());
        } catch (RedisException e) {
            throw RedisProblems.of(address, e);
        }
    }

    @Override
    public void close() {
        boolean first = shared.close();
        transactions.close();
        if (first) {
            client.shutdown(Duration.ZERO, STOP);
            resources.shutdown(0, STOP.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
        }
    }
}
