package dev.berth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.execution.ServingListener;
import dev.berth.testkit.runtime.FakeRuntime;
import dev.berth.testkit.system.PackageBuilder;
import dev.berth.testkit.system.SystemBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Running Berth server: the model `fake` doubles three numbers, the endpoint `bounded` limits
/// them.
final class BerthSystem implements AutoCloseable {
    private final BerthServer server;

    private BerthSystem(BerthServer server) {
        this.server = server;
    }

    static BerthSystem start(Path directory) {
        return start(directory, "name: test\nsummary: A system for tests\n");
    }

    static BerthSystem start(Path directory, String berthYaml) {
        return start(directory, berthYaml, UnaryOperator.identity());
    }

    static BerthSystem start(
            Path directory, String berthYaml, UnaryOperator<ServerOptions> change) {
        PackageBuilder fake =
                PackageBuilder.fake(
                                "inputs: x float32 [N, 3]\noutputs: y float32 [N, 3]\nmultiply: 2\n")
                        .batch("N")
                        .input("x", "float32", "[N, 3]", "range: {min: -1000, max: 1000}")
                        .output("y", "float32", "[N, 3]");
        SystemBuilder.in(directory)
                .write("berth.yaml", berthYaml)
                .with("fake", fake)
                .endpoint(
                        "bounded",
                        """
                        steps:
                          double: {model: fake}
                        guards:
                          bounds: {on: output, clamp: {y: {min: 0, max: 10}}}
                        """);
        var serving =
                ServingOptions.defaults()
                        .withCacheDirectory(directory.resolve("cache"))
                        .withListener(new ServingListener() {})
                        .withRuntimes(List.of(new FakeRuntime()))
                        .withExecutionThreads(1);
        return new BerthSystem(
                BerthServer.start(
                        directory,
                        change.apply(
                                ServerOptions.defaults()
                                        .withPort(0)
                                        .withEventLoops(1)
                                        .withServing(serving))));
    }

    String address() {
        return "127.0.0.1:" + server.port();
    }

    @Override
    public void close() {
        server.close();
        assertThat(server.serving().pool().blocksInUse()).isZero();
    }
}
