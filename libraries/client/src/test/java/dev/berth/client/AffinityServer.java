package dev.berth.client;

import dev.berth.server.BerthServer;
import dev.berth.server.ServerOptions;
import dev.berth.serving.ServingOptions;
import dev.berth.serving.execution.ModelStatus;
import dev.berth.serving.execution.ServingListener;
import dev.berth.serving.lifecycle.LoadPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.BiConsumer;

/// Server of many models on demand. As a process it prints its port, then each change of a model's
/// state, and ends with its standard input, so with the test.
final class AffinityServer {
    private AffinityServer() {}

    /// Serves until its standard input ends.
    ///
    /// @param args directory, host, port, bytes for all models
    public static void main(String[] args) throws IOException {
        try (BerthServer server =
                start(
                        Path.of(args[0]),
                        args[1],
                        Integer.parseInt(args[2]),
                        Long.parseLong(args[3]),
                        (state, model) -> print(state + " " + model))) {
            print("PORT " + server.port());
            while (System.in.read() >= 0) {
                // Nothing is expected but the end.
            }
        }
    }

    /// @param port 0 for any free one
    /// @param bytes for all models
    /// @param changes gets the new state and the name of a model
    static BerthServer start(
            Path directory, String host, int port, long bytes, BiConsumer<String, String> changes) {
        ServingOptions serving =
                ServingOptions.defaults()
                        .withCacheDirectory(directory.resolve("cache"))
                        .withLoadPolicy(LoadPolicy.ON_DEMAND)
                        .withMemoryBytesMax(OptionalLong.of(bytes))
                        .withExecutionThreads(1)
                        .withListener(
                                new ServingListener() {
                                    @Override
                                    public void onModelStateChanged(ModelStatus status) {
                                        changes.accept(status.state().name(), status.name());
                                    }
                                });
        return BerthServer.start(
                directory,
                ServerOptions.defaults()
                        .withHost(host)
                        .withPort(port)
                        .withEventLoops(1)
                        .withServing(serving));
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
