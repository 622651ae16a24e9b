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

/// Process with a server of many models on demand, which prints its port, then each change of a
/// model's state. It ends with its standard input, so with the test.
final class AffinityServer {
    private AffinityServer() {}

    /// Serves until its standard input ends.
    ///
    /// @param args directory, host, port, bytes for all models
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        ServingOptions serving =
                ServingOptions.defaults()
                        .withCacheDirectory(directory.resolve("cache"))
                        .withLoadPolicy(LoadPolicy.ON_DEMAND)
                        .withMemoryBytesMax(OptionalLong.of(Long.parseLong(args[3])))
                        .withExecutionThreads(1)
                        .withListener(
                                new ServingListener() {
                                    @Override
                                    public void onModelStateChanged(ModelStatus status) {
                                        print(status.state().name() + " " + status.name());
                                    }
                                });
        try (BerthServer server =
                BerthServer.start(
                        directory,
                        ServerOptions.defaults()
                                .withHost(args[1])
                                .withPort(Integer.parseInt(args[2]))
                                .withEventLoops(1)
                                .withServing(serving))) {
            print("PORT " + server.port());
            while (System.in.read() >= 0) {
                // Nothing is expected but the end.
            }
        }
    }

    private static void print(String line) {
        System.out.println(line);
    }
}
