package dev.berth.precompute.snapshot;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.core.ProblemException;
import dev.berth.features.redis.RedisAddress;
import dev.berth.features.redis.RedisStore;
import dev.berth.testkit.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.core.ExecutableProvider;

/// Snapshots on a server of Redis. Skipped where its program does not run.
final class RedisSnapshotsTest extends SnapshotStoreContract {
    @TempDir private static Path folder;

    private static Process server;
    private static int port;
    private int opened;

    @BeforeAll
    static void start() throws IOException {
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server =
                new ProcessBuilder(
                                ExecutableProvider.newJarResourceProvider(folder.toFile())
                                        .get()
                                        .getPath(),
                                "--port",
                                Integer.toString(port),
                                "--bind",
                                "127.0.0.1",
                                "--save",
                                "",
                                "--dir",
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile())
                        .start();
        Await.until(() -> !server.isAlive() || answers());
        assumeTrue(server.isAlive(), "no server of Redis runs here");
    }

    private static boolean answers() {
        try (RedisStore _ = RedisStore.open(address("ping:"))) {
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private static RedisAddress address(String prefix) {
        return RedisAddress.of("redis://127.0.0.1:" + port)
                .withTimeout(Await.TIMEOUT)
                .withPrefix(prefix);
    }

    @AfterAll
    static void stop() {
        server.destroyForcibly();
    }

    /// Each test has keys of its own.
    @Override
    SnapshotStore open() {
        return new SharedSnapshots(
                RedisStore.open(address("test-" + System.identityHashCode(this) + opened++ + ":")));
    }
}
