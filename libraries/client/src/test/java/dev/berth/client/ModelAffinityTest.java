package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.client.balancing.Address;
import dev.berth.client.balancing.ServerDiscovery;
import dev.berth.client.wire.PoolPolicy;
import dev.berth.core.assignment.ModelAssignment;
import dev.berth.server.BerthServer;
import dev.berth.serving.ModelServer;
import dev.berth.serving.ServingOptions;
import dev.berth.testkit.Await;
import dev.berth.testkit.onnx.OnnxModels;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Tests of sixty models on three servers, each with memory for most of them.
final class ModelAffinityTest {
    private static final int MODELS = 60;
    private static final int ROOM = 36;

    /// Below [dev.berth.core.assignment.LoadBound]'s minimum, so that no model is passed on.
    private static final int CALLERS = 4;

    /// Enough to call each model.
    private static final int CALLS = 1_000;

    private static final Map<String, Object> INPUT =
            Map.of("x", IntStream.range(0, 16).mapToObj(i -> i / 16.0).toList());

    @TempDir private Path directory;

    private final List<Running> servers = new ArrayList<>();
    private long bytes;

    private record Running(Address address, ModelChanges models, Runnable end) {}

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
    void start() {
        Path one = directory.resolve("one");
        write(one, 1);
        var options = ServingOptions.defaults().withCacheDirectory(directory.resolve("cache"));
        try (var serving = ModelServer.open(one, options)) {
            bytes = ROOM * serving.index().getFirst().memory().totalBytes();
        }
        write(directory.resolve("all"), MODELS);
    }

    private Path all() {
        return directory.resolve("all");
    }

    private Running here(String host) {
        var models = new ModelChanges();
        BerthServer server = AffinityServer.start(all(), host, 0, bytes, models::note);
        return new Running(Address.of(host, server.port()), models, server::close);
    }

    private Running process(String host, int port) throws IOException {
        ServerProcess server = ServerProcess.start(all(), host, port, bytes);
        return new Running(server.address(), server.models, server::close);
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.end().run());
    }

    private List<String> addresses() {
        return servers.stream().map(server -> server.address().toString()).toList();
    }

    /// Without health checks, which a busy machine may answer too late.
    private ClientOptions options() {
        return ClientOptions.of(ServerDiscovery.of(addresses().toArray(String[]::new)))
                .withoutHealthChecks()
                .withPool(PoolPolicy.defaults().withConnectTimeout(Await.TIMEOUT))
                .withCalls(CallOptions.defaults().withTimeout(Await.TIMEOUT).withoutHedge());
    }

    private int loads() {
        return servers.stream().mapToInt(server -> server.models().loads.get()).sum();
    }

    private int evictions() {
        return servers.stream().mapToInt(server -> server.models().evictions.get()).sum();
    }

    /// A call that fails fails the test.
    private static void call(BerthClient client) throws Exception {
        var next = new AtomicInteger();
        Callable<Void> caller =
                () -> {
                    for (int i = next.getAndIncrement(); i < CALLS; i = next.getAndIncrement()) {
                        client.model(name(new Random(i).nextInt(MODELS))).predict(INPUT);
                    }
                    return null;
                };
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> each :
                    callers.invokeAll(IntStream.range(0, CALLERS).mapToObj(i -> caller).toList())) {
                each.get();
            }
        }
    }

    private static Address serverOf(BerthClient client, String model) {
        return client.model(model).send(INPUT).answer().server().orElseThrow();
    }

    /// Calls all models, then counts.
    private Figures measured(ClientOptions options) throws Exception {
        try (BerthClient client = BerthClient.open(options)) {
            call(client);
            int loads = loads();
            int evictions = evictions();
            call(client);
            return new Figures(loads() - loads, evictions() - evictions);
        }
    }

    private record Figures(int loads, int evictions) {}

    @Test
    void affinity_ofOneCopy_loadsEachModelOnce_andNothingIsEvicted() throws Exception {
        for (int i = 1; i <= 3; i++) {
            servers.add(here("127.0.0." + i));
        }
        Figures with = measured(options().withModelAffinity(1));
        assertThat(with).isEqualTo(new Figures(0, 0));
        assertThat(loads()).isEqualTo(MODELS);
        for (Running server : servers) {
            assertThat(server.models().loaded)
                    .as(server.address().toString())
                    .containsExactlyInAnyOrderElementsOf(firstsOf(server.address()));
        }

        Figures without = measured(options());
        assertThat(without.loads()).isGreaterThan(CALLS / 10);
        assertThat(without.evictions()).isGreaterThan(CALLS / 10);
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
        servers.add(process("127.0.0.1", 0));
        servers.add(here("127.0.0.2"));
        servers.add(here("127.0.0.3"));
        try (BerthClient client = BerthClient.open(options().withModelAffinity(1))) {
            call(client);
            Address address = servers.getFirst().address();
            List<String> addresses = addresses();
            List<String> models = firstsOf(address);
            assertThat(models).isNotEmpty();
            Thread killer = Thread.ofVirtual().start(servers.getFirst().end());

            // Each call succeeds, or this fails.
            call(client);

            Await.end(killer);
            for (String model : models) {
                assertThat(serverOf(client, model))
                        .hasToString(ModelAssignment.order(model, addresses).get(1));
            }
            servers.set(0, process(address.host(), address.port()));
            assertThat(servers.getFirst().address()).isEqualTo(address);
            Await.until(
                    "its models to return",
                    () ->
                            models.stream()
                                    .allMatch(model -> serverOf(client, model).equals(address)));
            call(client);
            Await.until(
                    "its lines to be read",
                    () -> servers.getFirst().models().loaded.equals(Set.copyOf(models)));
        }
    }
}
