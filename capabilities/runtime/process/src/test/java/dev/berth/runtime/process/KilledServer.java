package dev.berth.runtime.process;

import dev.berth.core.system.RuntimeSettings;
import dev.berth.core.tensor.TensorPool;
import dev.berth.runtime.LoadedArtifact;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process with a worker, to be killed.
public final class KilledServer {
    private KilledServer() {}

    /// Loads an artifact, prints the worker's process id and waits.
    ///
    /// @param arguments the folder for workers, the artifact
    public static void main(String[] arguments) {
        var starter =
                new WorkerStarter(
                        WorkerCommand.usual(), Workers.LIMITS, List.of(Path.of(arguments[0])));
        var runtime = new ProcessRuntime(new FaultyRuntime(), starter, Optional.empty());
        LoadedArtifact artifact =
                runtime.load(Path.of(arguments[1]), RuntimeSettings.of("faulty"), new TensorPool());
        System.out.println(artifact.worker().orElseThrow().processId().getAsLong());
        FaultyArtifact.hang();
    }
}
