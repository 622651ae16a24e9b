package dev.berth.benchmarks.features;

import dev.berth.benchmarks.figure.LatencySamples;
import dev.berth.core.feature.FeatureDefinitions;
import dev.berth.core.feature.FeatureView;
import dev.berth.core.system.RedisStoreConfig;
import dev.berth.features.materialize.MaterializationListener;
import dev.berth.features.online.EntityKeys;
import dev.berth.features.online.OnlineStore;
import dev.berth.features.online.StoreFeatureReader;
import dev.berth.features.online.ViewKeyspace;
import dev.berth.features.redis.RedisAddress;
import dev.berth.features.redis.RedisStore;
import dev.berth.featurestore.FeatureStore;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/// Benchmark of reads from a local Redis server, against a pipelined raw read of the same rows with
/// one `GET` each.
final class RedisReads implements AutoCloseable {
    private static final long SEED = 13;
    private static final Duration TURN = Duration.ofSeconds(1);

    private final OnlineSystem system;
    private final FeatureDefinitions definitions;
    private final Process process;
    private final String uri;

    private RedisReads(
            OnlineSystem system, FeatureDefinitions definitions, Process process, String uri) {
        this.system = system;
        this.definitions = definitions;
        this.process = process;
        this.uri = uri;
    }

    /// Starts a server without persistence and loads all rows.
    static RedisReads start(OnlineSystem system, FeatureDefinitions definitions, int port)
            throws IOException {
        Path folder = Files.createDirectories(system.folder().resolve("redis"));
        String program = ExecutableProvider.newJarResourceProvider(folder.toFile()).get().getPath();
        Process process =
                new ProcessBuilder(
                                program, "--port", "" + port, "--bind", "127.0.0.1", "--save", "")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("redis.log").toFile())
                        .start();
        var reads = new RedisReads(system, definitions, process, "redis://127.0.0.1:" + port);
        try (FeatureStore store =
                FeatureStore.of(
                        system.folder(),
                        Optional.of(RedisStoreConfig.of(reads.uri)),
                        definitions,
                        Map.of())) {
            for (FeatureView view : definitions.views().values()) {
                var _ = store.materializeInFull(view, Instant.now(), MaterializationListener.NONE);
            }
            return reads;
        } catch (RuntimeException e) {
            reads.close();
            throw e;
        }
    }

    /// Latencies for one number of entities, measured in turns.
    record Pair(LatencySamples berth, LatencySamples bare) {
        double ratio() {
            return berth.percentileMillis(50) / bare.percentileMillis(50);
        }
    }

    /// Reads for a duration, alternating.
    Pair run(int entities, Duration time) throws InterruptedException, ExecutionException {
        var berth = new LatencySamples();
        var bare = new LatencySamples();
        RedisClient client = RedisClient.create(uri);
        try (OnlineStore store = RedisStore.open(RedisAddress.of(uri));
                StatefulRedisConnection<byte[], byte[]> connection =
                        client.connect(ByteArrayCodec.INSTANCE)) {
            connection.setAutoFlushCommands(false);
            var reads = new StoreFeatureReader(definitions, store, InstantSource.system());
            var latencies = new ReadLatencies(system, reads);
            var plain = new Plain(connection, store);
            // One turn of each to warm up.
            var _ = latencies.run(entities, TURN);
            plain.run(entities, new LatencySamples());
            for (long turns = 0; turns < time.dividedBy(TURN); turns++) {
                berth.addAll(latencies.run(entities, TURN));
                plain.run(entities, bare);
            }
        } finally {
            client.shutdown();
        }
        return new Pair(berth, bare);
    }

    /// Raw reads.
    private final class Plain {
        private final StatefulRedisConnection<byte[], byte[]> connection;
        private final List<EntityKeys> keys = new ArrayList<>();
        private final List<byte[]> prefixes = new ArrayList<>();
        private final SplittableRandom random = new SplittableRandom(SEED);

        Plain(StatefulRedisConnection<byte[], byte[]> connection, OnlineStore store) {
            this.connection = connection;
            byte[] all = RedisAddress.PREFIX.getBytes(StandardCharsets.UTF_8);
            for (FeatureView view : definitions.views().values()) {
                var space = ViewKeyspace.of(view, definitions);
                keys.add(EntityKeys.of(view, definitions));
                prefixes.add(join(all, space.prefix(space.current(store).generation())));
            }
        }

        private static byte[] join(byte[] a, byte[] b) {
            byte[] whole = Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, whole, a.length, b.length);
            return whole;
        }

        void run(int entities, LatencySamples samples)
                throws InterruptedException, ExecutionException {
            long end = System.nanoTime() + TURN.toNanos();
            while (System.nanoTime() < end) {
                List<byte[]> keysOf = keysOf(entities);
                long before = System.nanoTime();
                List<RedisFuture<byte[]>> answers = new ArrayList<>(keysOf.size());
                for (byte[] key : keysOf) {
                    answers.add(connection.async().get(key));
                }
                connection.flushCommands();
                for (RedisFuture<byte[]> answer : answers) {
                    if (answer.get() == null) {
                        throw new IllegalStateException("a row is not there");
                    }
                }
                samples.add(System.nanoTime() - before);
            }
        }

        @SuppressWarnings("NullAway") // All keys exist.
        private List<byte[]> keysOf(int entities) {
            List<byte[]> keysOf = new ArrayList<>();
            for (long who : system.entities(random, entities)) {
                for (int view = 0; view < keys.size(); view++) {
                    keysOf.add(join(prefixes.get(view), keys.get(view).bytes(List.of(who))));
                }
            }
            return keysOf;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
