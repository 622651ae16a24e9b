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

/// What the store says to its server: over one connection that all threads share, and one for
/// transactions, which belongs to one thread at a time.
final class RedisCommands implements AutoCloseable {
    /// How long a client takes to stop at most.
    private static final Duration STOP = Duration.ofSeconds(2);

    /// How many commands wait for their answers at most; more are refused.
    private static final int WAITING_MAX = 10_000;

    private final RedisAddress address;
    private final ClientResources resources;
    private final RedisClient client;
    private final ReconnectingRedisConnection shared;
    private final ReconnectingRedisConnection transactions;
    private final ReentrantLock transacting = new ReentrantLock();

    RedisCommands(RedisAddress address) {
        this.address = address;
        // Before anything is opened: it may be refused.
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
                    "the authorities of Redis are to be in "
                            + file
                            + " (expected: a file that can be read)",
                    "write their certificates there in PEM, or correct `ca-file`");
        }
        return file;
    }

    private static ClientOptions options(RedisAddress address) {
        var tls = SslOptions.builder().jdkSslProvider().handshakeTimeout(address.timeout());
        address.authorities().ifPresent(file -> tls.trustManager(readable(file).toFile()));
        return ClientOptions.builder()
                // Lettuce would send again what it does not know the server to have done.
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

    /// Sends one command and waits for its answer, which may be none.
    <T extends @Nullable Object> T ask(
            Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        var connection = shared.require();
        return shared.await(connection, send(connection, command));
    }

    /// Sends commands one behind the other and takes their answers in their order.
    <T> void askAll(
            Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<T>>> commands,
            Consumer<T> taker) {
        var connection = shared.require();
        for (RedisFuture<T> answer : send(connection, commands)) {
            taker.accept(shared.await(connection, answer));
        }
    }

    /// Has commands done together, or none of them.
    void transact(Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<?>>> commands) {
        lockInTime();
        try {
            var connection = transactions.require();
            try {
                send(connection, all -> transact(connection, all, commands));
            } catch (RuntimeException e) {
                // What it has begun would be in the next one.
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
        // In this order a command that was refused says so before the end to which it led.
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
