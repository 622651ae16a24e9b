package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.core.assignment.ModelAssignment;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sixty models on three server processes, each with memory for most of them.
@Tag("timed")
final class ModelAffinityTest {
    private static final int MODELS = 60;
    private static final int ROOM = 36;

    /// Below [dev.berth.core.assignment.LoadBound]'s minimum, so that no model is passed on.
    private static final int CALLERS = 4;

    private static final int CALLS = 3_000;
    private static final Map<String, Object> INPUT =
            Map.of("x", IntStream.range(0, 16).mapToObj(i -> i / 16.0).toList());

    @TempDir private Path directory;

    private final List<ServerProcess> servers = new ArrayList<>();
    private long bytes;

    private static String name(int model) {
        return "m" + model;
    }

    private static void write(Path system, int count) {
        SystemBuilder builder = SystemBuilder.in(system);
        for (int i = 0; i < count; i++) {
            builder.with(
                    name(i),
                    PackageBuilder.onnx(OnnxModels.tinyMlp(i))
                            .batch("N")
                            .input("x", "float32", "[N, 16]")
                            .output("y", "float32", "[N, 3]"));
        }
    }

    @BeforeEach
    void start() throws IOException {
        Path one = directory.resolve("one");
        write(one, 1);
        var options = ServingOptions.defaults().withCacheDirectory(directory.resolve("cache"));
        try (var serving = ModelServer.open(one, options)) {
            bytes = ROOM * serving.index().getFirst().memory().totalBytes();
        }
        write(directory.resolve("all"), MODELS);
        for (int i = 1; i <= 3; i++) {
            servers.add(server("127.0.0." + i, 0));
        }
    }

    private ServerProcess server(String host, int port) throws IOException {
        return ServerProcess.start(directory.resolve("all"), host, port, bytes);
    }

    @AfterEach
    void stop() {
        servers.forEach(ServerProcess::close);
    }

    private List<String> addresses() {
        return servers.stream().map(server -> server.address().toString()).toList();
    }

    private ClientOptions options() {
        return ClientOptions.of(ServerDiscovery.of(addresses().toArray(String[]::new)))
                .withCalls(CallOptions.defaults().withoutHedge());
    }

    private int loads() {
        return servers.stream().mapToInt(server -> server.loads.get()).sum();
    }

    private int evictions() {
        return servers.stream().mapToInt(server -> server.evictions.get()).sum();
    }

    /// Latencies in nanoseconds, ascending; a call that fails fails the test.
    private static long[] call(BerthClient client, int calls) throws Exception {
        var next = new AtomicInteger();
        var latencies = new long[calls];
        Callable<Void> caller =
                () -> {
                    for (int i = next.getAndIncrement(); i < calls; i = next.getAndIncrement()) {
                        String model = name(new Random(i).nextInt(MODELS));
                        long start = System.nanoTime();
                        client.model(model).predict(INPUT);
                        latencies[i] = System.nanoTime() - start;
                    }
                    return null;
                };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each :
                    callers.invokeAll(IntStream.range(0, CALLERS).mapToObj(i -> caller).toList())) {
                each.get();
            }
        }
        Arrays.sort(latencies);
        return latencies;
    }

    private static Address serverOf(BerthClient client, String model) {
        return client.model(model).send(INPUT).answer().server().orElseThrow();
    }

    /// Calls all models, then counts.
    private Figures measured(ClientOptions options) throws Exception {
        try (BerthClient client = BerthClient.open(options)) {
            call(client, CALLS);
            int loads = loads();
            int evictions = evictions();
            long[] latencies = call(client, CALLS);
            return new Figures(
                    loads() - loads,
                    evictions() - evictions,
                    latencies[CALLS / 2] / 1e6,
                    latencies[CALLS * 99 / 100] / 1e6);
        }
    }

    private record Figures(int loads, int evictions, double p50Millis, double p99Millis) {}

    @Test
    void affinity_ofOneCopy_loadsEachModelOnce_andNothingIsEvicted() throws Exception {
        Figures with = measured(options().withModelAffinity(1));

        assertThat(with.loads()).isZero();
        assertThat(with.evictions()).isZero();
        assertThat(loads()).isEqualTo(MODELS);
        for (ServerProcess server : servers) {
            assertThat(server.loaded)
                    .as(server.address().toString())
                    .containsExactlyInAnyOrderElementsOf(firstsOf(server.address()));
        }

        Figures without = measured(options());
        System.out.println("with affinity    " + with);
        System.out.println("without affinity " + without);
        assertThat(without.evictions()).isGreaterThan(CALLS / 10);
        assertThat(without.p99Millis()).isGreaterThan(with.p99Millis());
    }

    private List<String> firstsOf(Address server) {
        List<String> addresses = addresses();
        return IntStream.range(0, MODELS)
                .mapToObj(ModelAffinityTest::name)
                .filter(
                        model ->
                                ModelAssignment.order(model, addresses)
                                        .getFirst()
                                        .equals(server.toString()))
                .toList();
    }

    @Test
    void modelsOfAKilledServer_goOnElsewhere_andReturn() throws Exception {
        try (BerthClient client = BerthClient.open(options().withModelAffinity(1))) {
            call(client, CALLS);
            ServerProcess killed = servers.getFirst();
            Address address = killed.address();
            List<String> addresses = addresses();
            List<String> models = firstsOf(address);
            assertThat(models).isNotEmpty();
            Thread killer = Thread.ofVirtual().start(killed::close);

            // Each call succeeds, or this fails.
            call(client, CALLS);

            killer.join();
            for (String model : models) {
                assertThat(serverOf(client, model))
                        .hasToString(ModelAssignment.order(model, addresses).get(1));
            }
            servers.set(0, server(address.host(), address.port()));
            assertThat(servers.getFirst().address()).isEqualTo(address);
            Await.until(
                    "its models to return",
                    () ->
                            models.stream()
                                    .allMatch(model -> serverOf(client, model).equals(address)));
            call(client, CALLS);
            assertThat(servers.getFirst().loaded).containsExactlyInAnyOrderElementsOf(models);
        }
    }
}
